/** The front page: on the wedding day what is going on, before it how far everything is. */
import { useNow } from '../../../react/device.ts';
import { useView, useWedding } from '../../../react/use-view.ts';
import { HelpButton } from '../../components/help/help-button.tsx';
import { useIsHelpNear } from '../../components/shell/use-is-help-near.ts';
import { localNow } from '../../wording.ts';
import { Board } from './board.tsx';
import { Emergency } from './emergency.tsx';
import { isWeddingDay } from './day-board.ts';
import styles from './now.module.css';
import { Overview } from './overview.tsx';

export function NowPage() {
	const zone = useView(({ plan }) => plan.meta.timeZone);
	const now = useNow(10_000);
	const wedding = useWedding();
	const isHelpNear = useIsHelpNear();
	const local = localNow(now, zone);
	const isToday = useView(({ plan }) => isWeddingDay(plan.timeline, local));
	return (
		<>
			{isToday ? <Board now={now} local={local} zone={zone} /> : <Overview local={local} />}
			<Emergency local={local} />
			<div className={isHelpNear ? `${styles['help']} ${styles['near']}` : styles['help']}>
				<HelpButton wedding={wedding.id} />
			</div>
		</>
	);
}
