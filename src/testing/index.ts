export { event, type Correlation } from './builders';
export { closing, type CloseFrame, type Frame } from './frames';
export { createTurnTest, type AssertDeepEqual, type TurnTestHelpers } from './marbles';
export { startScriptedServer, type ScriptedServer, type ServerScript } from './scriptedServer';
export {
  scriptedSocket,
  type ScriptedSocket,
  type SocketLog,
  type SocketScript,
} from './scriptedSocket';
