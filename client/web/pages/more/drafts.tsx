/**
 * Not in the plan: edits the relay would not take, each with what was wanted, why not, and what can be done: copied, tried
 * again, sent to somebody who may, let go. Nothing typed is lost; letting go can be taken back for a while.
 */
import { Copy, RotateCcw, Send } from 'lucide-react';
import { useState } from 'react';
import type { Draft } from '../../../sdk/draft.ts';
import { useActing, useReading } from '../../../react/use-section.ts';
import { useView, useViewStore } from '../../../react/use-view.ts';
import { useDevice } from '../../../react/device.ts';
import { useParts } from '../../app-parts.ts';
import { changeLines, newTitle, withTexts } from '../../change-words.ts';
import { Button } from '../../components/button.tsx';
import { ChangeList } from '../../components/change-list.tsx';
import { Section } from '../../components/page.tsx';
import { useDecides } from '../../components/to-decide.ts';
import { useWords } from '../../messages/messages.ts';
import { recordOf, titleIn } from '../../record-of.ts';
import { momentWords } from '../../wording.ts';
import styles from './more.module.css';
import { DraftState, SuggestForm } from './suggest-draft.tsx';

export function Drafts() {
	const { say } = useWords();
	const { leaving } = useViewStore();
	const drafts = useReading(useActing(), (wedding) => wedding.drafts);
	// Looked at again when one of them was let go or taken back.
	const [, look] = useState(0);
	const shown = drafts.filter(({ id }) => !leaving.has(id));
	if (shown.length === 0) return null;
	return (
		<Section title={say.drafts.section} count={shown.length}>
			<p className={styles['calm']}>{say.drafts.explain}</p>
			<div className={styles['stack']}>
				{shown.map((draft) => (
					<DraftCard key={draft.id} draft={draft} changed={() => look((count) => count + 1)} />
				))}
			</div>
		</Section>
	);
}

function DraftCard({ draft, changed }: { readonly draft: Draft; readonly changed: () => void }) {
	const words = useWords();
	const { say, locale } = words;
	const view = useView((whole) => whole);
	const decides = useDecides();
	const [isSending, setSending] = useState(false);
	const { operation, changes, refusal, suggestion, at } = draft;
	const nameOf = (person: string) => view.people.get(person)?.name;
	const lines = changeLines(withTexts(changes, operation === undefined ? [] : [operation]), words, {
		nameOf,
	});
	const first = changes[0];
	const title =
		newTitle(changes) ??
		(first === undefined
			? say.drafts.title
			: titleIn(recordOf(view, first.root, first.record), first.root, say));
	const isOnItsWay = suggestion !== undefined && suggestion.state !== 'declined';
	return (
		<article className={styles['draft']} aria-label={title}>
			<h3>{title}</h3>
			<Because refusal={refusal} />
			<p className={styles['tried']}>{say.drafts.tried(momentWords(at, locale))}</p>
			<ChangeList lines={lines} />
			<DraftState draft={draft} />
			{isSending && <SuggestForm draft={draft} close={() => setSending(false)} />}
			{!isSending && (
				<div className={styles['buttons']}>
					{!isOnItsWay && !decides && (
						<Button look="main" onClick={() => setSending(true)}>
							<Send size={17} aria-hidden /> {say.drafts.suggest}
						</Button>
					)}
					<CopyButton draft={draft} />
					{!isOnItsWay && <RetryButton draft={draft} />}
					<DiscardButton draft={draft} changed={changed} />
				</div>
			)}
		</article>
	);
}

/** The table's own sentence where a right is missing; else what it means, and what the relay said. */
function Because({ refusal: { code, reason } }: Pick<Draft, 'refusal'>) {
	const { say } = useWords();
	const isRight = code === 'not-allowed' && reason !== '';
	return (
		<div className={styles['because']}>
			<p>{isRight ? reason : say.drafts.reasons[code]}</p>
			{!isRight && reason !== '' && <p className={styles['tried']}>{reason}</p>}
		</div>
	);
}

function CopyButton({ draft: { id } }: { readonly draft: Draft }) {
	const { say } = useWords();
	const { notices } = useParts();
	const wedding = useActing();
	const copy = async () => {
		try {
			await navigator.clipboard.writeText(wedding.draftText(id));
			notices.say({ text: say.drafts.copied, tone: 'calm' });
		} catch {
			// Not everywhere is copying allowed; the text stands there to be marked by hand.
			notices.say({ text: say.drafts.notCopied, tone: 'bad' });
		}
	};
	return (
		<Button onClick={() => void copy()}>
			<Copy size={17} aria-hidden /> {say.drafts.copy}
		</Button>
	);
}

function RetryButton({ draft: { id } }: { readonly draft: Draft }) {
	const { say } = useWords();
	const { notices } = useParts();
	const wedding = useActing();
	const retry = () => {
		const done = wedding.retryDraft(id);
		if (done.ok) notices.say({ text: say.drafts.retried, tone: 'calm' });
		else notices.say({ text: done.error.reason, tone: 'bad' });
	};
	return (
		<Button onClick={retry}>
			<RotateCcw size={17} aria-hidden /> {say.drafts.retry}
		</Button>
	);
}

/** Gone from the page at once, from the device only when nobody can take it back any more. */
function DiscardButton({ draft: { id }, changed }: { readonly draft: Draft; readonly changed: () => void }) {
	const { say } = useWords();
	const { notices } = useParts();
	const { clock } = useDevice();
	const { leaving } = useViewStore();
	const wedding = useActing();
	const discard = () => {
		leaving.add(id);
		changed();
		const cancel = clock.after(REGRET_MS, () => void wedding.discardDraft(id));
		const run = () => {
			cancel();
			leaving.delete(id);
			changed();
			notices.say({ text: say.undo.undone, tone: 'calm' });
		};
		notices.say({ text: say.drafts.discarded, tone: 'calm', action: { label: say.undo.undo, run } });
	};
	return (
		<Button look="plain" onClick={discard}>
			{say.drafts.discard}
		</Button>
	);
}

/** As long as the notice offers it. */
const REGRET_MS = 9_000;
