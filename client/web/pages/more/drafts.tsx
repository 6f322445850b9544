/** Edits the relay would not take: what was wanted, why not, and the two things one can do. Nothing typed is lost. */
import type { Draft } from '../../../sdk/draft.ts';
import { useHandle, useView, useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/page.tsx';
import { useWords } from '../../messages/messages.ts';
import { recordOf } from '../../record-of.ts';
import { useAct } from '../../use-act.ts';
import { fieldName, valueWords } from '../../value-words.ts';
import { momentWords } from '../../wording.ts';
import styles from './more.module.css';

export function Drafts() {
	const { say } = useWords();
	const drafts = useHandle((wedding) => wedding.drafts);
	if (drafts.length === 0) return null;
	return (
		<Section title={say.more.drafts} count={drafts.length}>
			<div className={styles['stack']}>
				{drafts.map((draft) => (
					<DraftCard key={draft.id} draft={draft} />
				))}
			</div>
		</Section>
	);
}

function DraftCard({ draft }: { readonly draft: Draft }) {
	const words = useWords();
	const { say, locale } = words;
	const { notices } = useParts();
	const wedding = useWedding();
	const act = useAct();
	const view = useView((whole) => whole);
	const { operation, changes, refusal, id } = draft;
	const nameOf = (person: string) => view.people.get(person)?.name;
	const first = changes[0];
	const discard = () => {
		void wedding.discardDraft(id);
		notices.say({ text: say.drafts.discarded, tone: 'calm' });
	};
	const retry = () => {
		if (operation !== undefined && act(operation.name, operation.input, { text: say.drafts.retried })) {
			void wedding.discardDraft(id);
		}
	};
	return (
		<article className={styles['draft']}>
			<h3>{first === undefined ? say.drafts.title : recordOf(view, first.root, first.record).title}</h3>
			<p>{say.drafts.reasons[refusal.code]}</p>
			{refusal.reason !== '' && <p className={styles['calm']}>{refusal.reason}</p>}
			<p className={styles['calm']}>{`${say.drafts.tried}, ${momentWords(draft.at, locale)}:`}</p>
			<ul>
				{changes.map(({ root, record, field, after }) => (
					<li key={`${root} ${record} ${field}`}>
						{field === ''
							? say.drafts.created
							: say.drafts.change(fieldName(field, words), valueWords(field, after, words, { nameOf }))}
					</li>
				))}
			</ul>
			<div className={styles['buttons']}>
				{operation !== undefined && <Button onClick={retry}>{say.drafts.retry}</Button>}
				<Button look="plain" onClick={discard}>
					{say.drafts.discard}
				</Button>
			</div>
		</article>
	);
}
