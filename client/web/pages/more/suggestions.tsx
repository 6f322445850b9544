/**
 * Edits others would like and may not make: for those who decide, each with what it was and what it would become, one tap to
 * take it, which can be undone. For those who suggested, what became of it.
 */
import { Check } from 'lucide-react';
import { Fragment, useState } from 'react';
import { Link } from 'wouter';
import { usePerson, useView, useViewStore } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { useBesidePlan } from '../../beside-plan.tsx';
import { changeLines, newTitle, type ShownChange, withTexts } from '../../change-words.ts';
import { Button } from '../../components/button.tsx';
import { ChangeList } from '../../components/change-list.tsx';
import { Disc } from '../../components/disc.tsx';
import { Section } from '../../components/page.tsx';
import { useSuggested } from '../../components/to-decide.ts';
import { useFaultWords } from '../../fault-words.ts';
import { useWords } from '../../messages/messages.ts';
import { recordOf, titleIn } from '../../record-of.ts';
import { decide, type Suggestion } from '../../relay/suggestions.ts';
import { undoOf } from '../../undo-of.ts';
import { roleWords } from '../../value-words.ts';
import { momentWords } from '../../wording.ts';
import styles from './more.module.css';

/** What waits for a decision of this person's. */
export function SuggestionInbox() {
	const { say } = useWords();
	const open = useSuggested();
	if (open.length === 0) return null;
	return (
		<Section title={say.suggestions.title} count={open.length}>
			<div className={styles['stack']}>
				{open.map((suggestion) => (
					<SuggestionCard key={suggestion.id} suggestion={suggestion} />
				))}
			</div>
		</Section>
	);
}

function SuggestionCard({ suggestion }: { readonly suggestion: Suggestion }) {
	const words = useWords();
	const { say, locale } = words;
	const view = useView((whole) => whole);
	const { by, at, kind, note, changes, operations } = suggestion;
	const person = usePerson(by.person);
	const name = person?.name ?? by.name ?? roleWords(by.role, words);
	const nameOf = (id: string) => view.people.get(id)?.name;
	const shown = withTexts(changes, operations);
	// Each record under its own name: what happens to the second must not pass for something of the first.
	const places = [...Map.groupBy(shown, ({ root, record }) => `${root}/${record}`)];
	const { settle, isWorking } = useDecision(suggestion);
	return (
		<article className={styles['suggestion']} aria-label={say.suggestions.of(name)}>
			<div className={styles['from']}>
				<Disc face={{ id: by.person, name, colour: person?.colour }} isDecorative />
				<p>
					<b>{name}</b> {kind === 'held' ? say.suggestions.held : say.suggestions.suggests}
					<span className={styles['calm']}>
						{roleWords(by.role, words)}, {momentWords(at, locale)}
					</span>
				</p>
			</div>
			{places.map(([place, ofOne]) => (
				<Fragment key={place}>
					<Where changes={ofOne} />
					<ChangeList lines={changeLines(ofOne, words, { nameOf })} />
				</Fragment>
			))}
			{note !== undefined && note !== '' && <blockquote className={styles['note']}>{note}</blockquote>}
			<div className={styles['buttons']}>
				<Button look="main" disabled={isWorking} onClick={() => settle('accept')}>
					<Check size={18} aria-hidden /> {say.suggestions.accept}
				</Button>
				<Button look="plain" disabled={isWorking} onClick={() => settle('decline')}>
					{say.suggestions.decline}
				</Button>
			</div>
		</article>
	);
}

function Where({ changes }: { readonly changes: readonly ShownChange[] }) {
	const { say } = useWords();
	const first = changes[0];
	const named = useView(
		(view) => (first === undefined ? undefined : recordOf(view, first.root, first.record)),
		same,
	);
	if (first === undefined || named === undefined) return null;
	const made = newTitle(changes);
	const title = made ?? titleIn(named, first.root, say);
	return named.href === undefined || made !== undefined ? (
		<h3 className={styles['where']}>{title}</h3>
	) : (
		<h3>
			<Link href={named.href} className={styles['where']}>
				{title}
			</Link>
		</h3>
	);
}

function useDecision(suggestion: Suggestion) {
	const { say } = useWords();
	const { relay, notices } = useParts();
	const { wedding, read } = useViewStore();
	const { suggestions } = useBesidePlan();
	const faultWords = useFaultWords();
	const [isWorking, setWorking] = useState(false);
	const settle = async (verb: 'accept' | 'decline') => {
		// Of another section the plan knows nothing to put back.
		const isHere = verb === 'accept' && suggestion.section === 'plan';
		const back = isHere ? undoOf(suggestion.changes, read()) : [];
		setWorking(true);
		const answer = await decide(relay, wedding.id, { id: suggestion.id, verb });
		setWorking(false);
		suggestions.again();
		if (!answer.ok) return notices.say({ text: faultWords(answer.error), tone: 'bad' });
		const takeBack = () => {
			for (const operation of back) wedding.run(operation);
			notices.say({ text: say.undo.undone, tone: 'calm' });
		};
		const action = { label: say.undo.undo, run: takeBack };
		const text = verb === 'accept' ? say.suggestions.accepted : say.suggestions.declined;
		notices.say({ text, tone: 'calm', ...(back.length > 0 ? { action } : {}) });
	};
	return { isWorking, settle: (verb: 'accept' | 'decline') => void settle(verb) };
}

const same = (a: { title: string } | undefined, b: { title: string } | undefined): boolean =>
	a?.title === b?.title;
