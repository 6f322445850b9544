/**
 * The demo wedding's day, from hair and make-up to the last van. Three things are fixed: the ceremony, the light for the
 * sunset photographs, and the curfew. `after` makes the tracks that run side by side (suite, barn, guests), so that a late
 * hairdresser pushes the dress and not the band. Nobody is in two places at once; a test holds that.
 */
import type { DemoItem } from './demo-item.ts';
import { afternoon } from './timeline-afternoon.ts';
import { evening } from './timeline-evening.ts';
import { morning } from './timeline-morning.ts';

export const demoTimeline: readonly DemoItem[] = [...morning, ...afternoon, ...evening];
