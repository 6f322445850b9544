/** Sending an edit to somebody who may make it, with a word to it, and what became of it. */
import { Check, Clock3, Send, X } from 'lucide-react';
import type { Draft } from '../../../sdk/draft.ts';
import { useActing } from '../../../react/use-section.ts';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import fieldStyles from '../../components/field.module.css';
import { useWords } from '../../messages/messages.ts';
import styles from './more.module.css';

export function SuggestForm({ draft, close }: { readonly draft: Draft; readonly close: () => void }) {
	const { say } = useWords();
	const { notices } = useParts();
	const wedding = useActing();
	const send = async (note: string) => {
		const sent = await wedding.suggestDraft(draft.id, note === '' ? undefined : note);
		if (!sent.ok) return notices.say({ text: sent.error.reason, tone: 'bad' });
		notices.say({ text: say.drafts.sentNotice, tone: 'calm' });
		close();
	};
	return (
		<form
			className={styles['stack']}
			aria-label={say.drafts.suggest}
			onSubmit={(event) => {
				event.preventDefault();
				void send(String(new FormData(event.currentTarget).get('note') ?? '').trim());
			}}
		>
			<Field label={say.drafts.note}>
				{(control) => (
					<textarea
						{...control}
						name="note"
						rows={2}
						maxLength={2000}
						autoFocus
						placeholder={say.drafts.notePlaceholder}
						className={`${fieldStyles['control']} ${fieldStyles['short']}`}
					/>
				)}
			</Field>
			<div className={styles['buttons']}>
				<Button look="main" type="submit">
					<Send size={17} aria-hidden /> {say.drafts.send}
				</Button>
				<Button look="plain" onClick={close}>
					{say.app.close}
				</Button>
			</div>
		</form>
	);
}

/** In a word with a sign; said aloud when it changes. */
export function DraftState({ draft: { suggestion } }: { readonly draft: Draft }) {
	const { say } = useWords();
	const state = suggestion?.state;
	const Icon = state === undefined ? Clock3 : icons[state];
	return (
		<div role="status">
			{state !== undefined && (
				<p className={`${styles['state']} ${styles[state]}`}>
					<Icon size={16} strokeWidth={2.25} aria-hidden />
					{suggestion?.reason ?? say.drafts.states[state]}
				</p>
			)}
		</div>
	);
}

const icons = { waiting: Clock3, sent: Send, accepted: Check, declined: X };
