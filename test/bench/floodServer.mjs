// A server without a protocol: answers the two actions a turn needs, then floods it with tokens.
import { WebSocketServer } from 'ws';
import { ack, final, tokenFrame, Wire } from './inProcess.mjs';

const BATCH = 500;
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });

server.on('connection', (socket) => {
  socket.on('message', (data) => {
    const action = JSON.parse(data.toString());
    if (action.action === 'create_conversation_session') {
      for (const event of Wire.answers.create_conversation_session(action)) {
        socket.send(JSON.stringify(event));
      }
    }
    if (action.action === 'send_message') flood(socket, action);
  });
});

function flood(socket, action) {
  const count = Number(action.message);
  socket.send(JSON.stringify(ack(action)));
  let sent = 0;
  const more = () => {
    for (const end = Math.min(sent + BATCH, count); sent < end; sent++) {
      socket.send(tokenFrame(action.requestId, sent));
    }
    if (sent >= count) socket.send(JSON.stringify(final(action)));
    else if (socket.bufferedAmount > 1_000_000) setTimeout(more, 1);
    else setImmediate(more);
  };
  more();
}

server.on('listening', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit(0));
