export { nodeSocket, type NodeSocketOptions } from './nodeSocket';
export { fileAttachments, type PathAttachment } from './fileAttachments';
export { fromReadable } from './fromReadable';
export { ndjson } from './ndjson';
export { ndjsonLines, type NdjsonLine, type NdjsonOptions } from './ndjsonLines';
export { pullHistory } from './pullHistory';
export { pullMap } from './pullMap';
export { turnReadable, type TurnReadableOptions } from './turnReadable';
export {
  smartflowConfigFile,
  smartflowSettings,
  type SmartflowSurroundings,
  type SmartflowSurroundingsOptions,
} from './smartflowSettings';
