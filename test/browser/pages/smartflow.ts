export * from 'smooth-operator-rx/smartflow';
export * as rxjs from 'rxjs';
export { tell } from './tell';
