/** All open decisions in one place, each under the name of its record. */
import { Link } from 'wouter';
import type { Conflict } from '../../../../shared/document/document.ts';
import { useView } from '../../../react/use-view.ts';
import { ConflictCard } from '../../components/conflict-card.tsx';
import { Section } from '../../components/page.tsx';
import { useWords } from '../../messages/messages.ts';
import { recordOf } from '../../record-of.ts';
import styles from './more.module.css';

export function Decisions() {
	const { say } = useWords();
	const conflicts = useView(({ plan }) => plan.conflicts);
	return (
		<Section title={say.more.decide} count={conflicts.length}>
			<div className={styles['stack']}>
				{conflicts.length === 0 && <p className={styles['calm']}>{say.more.decideNone}</p>}
				{conflicts.map((conflict) => (
					<div key={`${conflict.root} ${conflict.record} ${conflict.field}`}>
						<Where conflict={conflict} />
						<ConflictCard conflict={conflict} />
					</div>
				))}
			</div>
		</Section>
	);
}

function Where({ conflict: { root, record } }: { readonly conflict: Conflict }) {
	const { say } = useWords();
	const { title, href } = useView((view) => recordOf(view, root, record), sameRecord);
	const name = root === 'meta' ? say.more.wedding : title;
	return href === undefined ? (
		<p className={styles['where']}>{name}</p>
	) : (
		<Link href={href} className={styles['where']}>
			{name}
		</Link>
	);
}

const sameRecord = (a: { title: string }, b: { title: string }): boolean => a.title === b.title;
