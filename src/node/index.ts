export { nodeSocket, type NodeSocketOptions } from './nodeSocket';
export { fileAttachments, type PathAttachment } from './fileAttachments';
export { pullHistory } from './pullHistory';
