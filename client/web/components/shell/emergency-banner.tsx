/** Who has emergency access now, until when and why: for whoever has it, for the couple and for the coordinator. Calm. */
import { LifeBuoy } from 'lucide-react';
import { useView, useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { useBesidePlan } from '../../beside-plan.tsx';
import { useFaultWords } from '../../fault-words.ts';
import { useWords } from '../../messages/messages.ts';
import { endEmergencyAccess, type Raised } from '../../relay/emergency.ts';
import { hourWords } from '../../wording.ts';
import { Button } from '../button.tsx';
import { useDecides } from '../to-decide.ts';
import styles from './state-banner.module.css';

export function EmergencyBanner() {
	const { raised } = useBesidePlan();
	const self: string = useWedding().person.id;
	const decides = useDecides();
	const shown = raised.filter(({ person }) => decides || person === self);
	return shown.map((one) => <Banner key={one.person} raised={one} isSelf={one.person === self} />);
}

function Banner({
	raised: { person, until, reason },
	isSelf,
}: {
	readonly raised: Raised;
	readonly isSelf: boolean;
}) {
	const { say, locale } = useWords();
	const { relay, notices } = useParts();
	const wedding = useWedding();
	const { askRaised } = useBesidePlan();
	const faultWords = useFaultWords();
	const name = useView(({ people }) => people.get(person)?.name ?? say.emergency.somebody);
	const end = async () => {
		const answer = await endEmergencyAccess(relay, wedding.id);
		askRaised();
		const text = answer.ok ? say.emergency.ended : faultWords(answer.error);
		notices.say({ text, tone: answer.ok ? 'calm' : 'bad' });
	};
	const when = hourWords(until, locale);
	return (
		<div className={`${styles['banner']} ${styles['calm']}`} role="status">
			<LifeBuoy size={19} aria-hidden />
			<span className={styles['text']}>
				{isSelf ? say.emergency.yours(when) : say.emergency.theirs(name, when)}{' '}
				<q className={styles['reason']}>{reason}</q>
			</span>
			{isSelf && (
				<Button look="plain" onClick={() => void end()}>
					{say.emergency.end}
				</Button>
			)}
		</div>
	);
}
