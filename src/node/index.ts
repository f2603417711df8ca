export { nodeSocket, type NodeSocketOptions } from './nodeSocket';
