export { event, type Correlation } from './builders';
export { closing, type CloseFrame, type Frame } from './frames';
export type { FakeAgent, FakeAgents } from './gateway/state/agents';
export type { FakeLog } from './gateway/state/ledger';
export type {
  FakeMcpServer,
  FakeMcpServers,
  FakeMcpTool,
  McpContent,
} from './gateway/state/mcpServers';
export { FAULT_NAMES, type FaultName } from './gateway/http/faults';
export type { RecordedRequest, RequestEnd, UploadedFile } from './gateway/http/recordedRequest';
export type { FakeAnswer } from './gateway/http/respond';
export type { Writing } from './gateway/http/sse';
export type { SseVariant } from './gateway/http/sseVariants';
export type { Undo } from './gateway/http/switches';
export type {
  FakeModel,
  FakeToolCall,
  ModelMessage,
  ModelRequest,
  OfferedTool,
  Said,
} from './gateway/model/model';
export type { RouteOf } from './gateway/routes';
export type { FakeService } from './gateway/service';
export {
  startFakeGateway,
  type FakeGateway,
  type FakeGatewayOptions,
} from './gateway/startFakeGateway';
export type { FakeShapes, WorldOptions } from './gateway/world';
export { createTurnTest, type AssertDeepEqual, type TurnTestHelpers } from './marbles';
export { startScriptedServer, type ScriptedServer, type ServerScript } from './scriptedServer';
export {
  scriptedSocket,
  type ScriptedSocket,
  type SocketLog,
  type SocketScript,
} from './scriptedSocket';
