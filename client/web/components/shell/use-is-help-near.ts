/** On the wedding day and the days beside it, calling for help is at hand on every page. */
import { useNow } from '../../../react/device.ts';
import { useView } from '../../../react/use-view.ts';
import { daysBetween, localNow } from '../../wording.ts';

export function useIsHelpNear(): boolean {
	const now = useNow(60_000);
	return useView(({ plan: { meta } }) => {
		if (meta.date === undefined) return false;
		return Math.abs(daysBetween(localNow(now, meta.timeZone), meta.date)) <= 1;
	});
}
