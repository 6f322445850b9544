/** What the run sheet shows under a filter, and adding to it. */
import { newId } from '../../../../shared/ids.ts';
import { useDevice } from '../../../react/device.ts';
import { sameDeep } from '../../../react/steady.ts';
import { useView, useWedding } from '../../../react/use-view.ts';
import { useWords } from '../../messages/messages.ts';
import { useAct } from '../../use-act.ts';
import { dateOf } from '../../wording.ts';
import { nextStart, type SheetFilter, type SheetRow, sheetRows } from './sheet-rows.ts';

export function useSheetRows(filter: SheetFilter, now: string): readonly SheetRow[] {
	const person = useWedding().person.id;
	return useView(({ plan }) => {
		const mine = plan.assignments.filter((one) => one.person === person && one.on.startsWith('timeline:'));
		const helping = new Set(mine.map(({ on }) => on.slice('timeline:'.length)));
		return sheetRows(plan.timeline, { filter, person, now, date: plan.meta.date, helping });
	}, sameDeep);
}

/** Adds a moment behind the last one and gives its id, to be opened at once. */
export function useAddItem(): (title: string) => string | undefined {
	const { say } = useWords();
	const { random, clock } = useDevice();
	const wedding = useWedding();
	const act = useAct();
	return (title) => {
		const id = newId<string>(random);
		const { timeline, meta } = wedding.plan;
		const date = meta.date ?? dateOf(new Date(clock.now()).toISOString());
		const group = timeline.findLast(({ start }) => start !== undefined)?.group;
		const input = { id, title, start: nextStart(timeline, date), minutes: USUAL_MINUTES, group };
		return act('timeline.create', input, { text: say.runSheet.added(title), undo: true }) ? id : undefined;
	};
}

const USUAL_MINUTES = 30;
