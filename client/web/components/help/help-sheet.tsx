/**
 * "I need help": a sheet over the page with the few words that matter, and one red button. Opening it sends nothing, so a pocket or a
 * slip of the thumb calls nobody; once it is sent it shows who has seen it.
 */
import { Phone, Siren, X } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useParts, useStore } from '../../app-parts.ts';
import { useFaultWords } from '../../fault-words.ts';
import { useAllWords } from '../../messages/all-words.ts';
import type { NewAlert } from '../../relay/alerts.ts';
import { Button, IconButton } from '../button.tsx';
import { FaultLine } from '../fault-line.tsx';
import { Field } from '../field.tsx';
import fieldStyles from '../field.module.css';
import { Segments } from '../segments.tsx';
import styles from './help.module.css';
import { Raised } from './raised.tsx';
import { useCalling } from './use-calling.ts';
import { useHelpWords } from './use-help-words.ts';

interface Props {
	readonly wedding: string;
	readonly close: () => void;
}

export function HelpSheet({ wedding, close }: Props) {
	const { say } = useAllWords();
	const dialog = useRef<HTMLDialogElement>(null);
	const { calling, call, stop } = useCalling(wedding);
	const said = useHelpWords(wedding);
	useEffect(() => {
		const sheet = dialog.current;
		sheet?.showModal();
		return () => sheet?.close();
	}, []);
	return (
		<dialog
			ref={dialog}
			className={styles['sheet']}
			aria-labelledby="help-title"
			onCancel={(event) => {
				event.preventDefault();
				close();
			}}
		>
			<header className={styles['head']}>
				<h2 id="help-title" tabIndex={-1}>
					{say.help.title}
				</h2>
				<IconButton label={say.app.close} onClick={close}>
					<X size={20} aria-hidden />
				</IconButton>
			</header>
			{calling.kind === 'raised' ? (
				<Raised wedding={wedding} id={calling.id} close={close} />
			) : calling.kind === 'writing' ? (
				<HelpForm wedding={wedding} fault={calling.fault} draft={calling.draft} call={call} />
			) : (
				<div className={styles['body']}>
					<p role="status" className={styles['waiting']}>
						{calling.kind === 'sending' ? said.sending : say.calling.waiting}
					</p>
					<Button onClick={stop}>{say.calling.stop}</Button>
				</div>
			)}
		</dialog>
	);
}

function HelpForm({
	wedding,
	fault,
	draft,
	call,
}: Omit<Props, 'close'> & {
	/** What was not sent. */
	readonly draft: NewAlert | undefined;
	readonly fault: Parameters<ReturnType<typeof useFaultWords>>[0] | undefined;
	readonly call: ReturnType<typeof useCalling>['call'];
}) {
	const { say } = useAllWords();
	const { doings } = useParts();
	const faultWords = useFaultWords();
	const zone = useStore(doings, () => doings.of(wedding).zone);
	const words = useHelpWords(wedding);
	const [text, setText] = useState(draft?.text ?? '');
	const [urgency, setUrgency] = useState<(typeof urgencies)[number]>(
		draft?.urgency === 'high' ? 'high' : 'emergency',
	);
	const send = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const place = String(new FormData(event.currentTarget).get('place') ?? '').trim();
		const said = text.trim() === '' ? say.help.open : text.trim();
		call({ text: said, urgency, ...(place === '' ? {} : { place }) });
	};
	return (
		<form className={styles['body']} onSubmit={send}>
			<p className={styles['danger']}>
				<Phone size={17} aria-hidden /> <a href="tel:112">{say.calling.danger}</a>
			</p>
			<FaultLine text={fault === undefined ? undefined : faultWords(fault)} />
			<fieldset className={styles['choices']}>
				<legend className="heard-only">{say.calling.quick}</legend>
				{say.calling.choices.map((choice) => (
					<button
						key={choice}
						type="button"
						className={styles['choice']}
						aria-pressed={text === choice}
						onClick={() => setText(text === choice ? '' : choice)}
					>
						{choice}
					</button>
				))}
			</fieldset>
			<Field label={say.calling.what}>
				{(control) => (
					<input
						{...control}
						className={fieldStyles['control']}
						value={text}
						maxLength={300}
						autoComplete="off"
						onChange={(event) => setText(event.currentTarget.value)}
					/>
				)}
			</Field>
			<Field label={say.calling.place}>
				{(control) => (
					<input
						{...control}
						name="place"
						className={fieldStyles['control']}
						defaultValue={draft?.place ?? zone ?? ''}
						maxLength={120}
						autoComplete="off"
						placeholder={say.calling.placePlaceholder}
					/>
				)}
			</Field>
			{words.hasUrgency && (
				<Segments
					label={say.calling.urgency}
					value={urgency}
					isLabelShown
					options={urgencies.map((value) => ({ value, name: say.calling.urgencies[value] }))}
					choose={setUrgency}
				/>
			)}
			<p className={styles['hint']}>{words.hints[urgency]}</p>
			<button type="submit" className={styles['send']}>
				<Siren size={22} aria-hidden /> {words.send}
			</button>
			<p className={styles['hint']}>{say.calling.explain}</p>
		</form>
	);
}

const urgencies = ['emergency', 'high'] as const;
