/** Connecting something: where it is, what stands there, what it hears of. */
import { type FormEvent, useState } from 'react';
import { useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { FaultLine } from '../../components/fault-line.tsx';
import { Field } from '../../components/field.tsx';
import fieldStyles from '../../components/field.module.css';
import { Segments } from '../../components/segments.tsx';
import { useFaultWords } from '../../fault-words.ts';
import { useAllWords } from '../../messages/all-words.ts';
import { createWebhook, formats, type WebhookFormat } from '../../relay/webhooks.ts';
import { EventChoice } from './event-choice.tsx';
import styles from './webhooks.module.css';

export function WebhookForm({
	made,
	close,
}: {
	readonly made: (secret: string | undefined) => void;
	readonly close: () => void;
}) {
	const { say } = useAllWords();
	const { relay } = useParts();
	const { id } = useWedding();
	const faultWords = useFaultWords();
	const [format, setFormat] = useState<WebhookFormat>('standard');
	const [which, setWhich] = useState<'all' | 'some'>('all');
	const [chosen, setChosen] = useState<readonly string[]>([]);
	const [fault, setFault] = useState<string | undefined>(undefined);
	const [isWorking, setWorking] = useState(false);
	const send = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		const [url, name] = ['url', 'name'].map((field) => String(form.get(field) ?? '').trim());
		setWorking(true);
		const answer = await createWebhook(relay, id, {
			url: url ?? '',
			...(name ? { name } : {}),
			...(format === 'standard' ? {} : { format }),
			...(which === 'all' ? {} : { events: chosen }),
		});
		setWorking(false);
		if (answer.ok) made(answer.value.secret);
		else setFault(faultWords(answer.error));
	};
	return (
		<form className={styles['card']} aria-label={say.webhooks.add} onSubmit={(event) => void send(event)}>
			<h2>{say.webhooks.add}</h2>
			<FaultLine text={fault} />
			<Segments
				label={say.webhooks.format}
				isLabelShown
				value={format}
				options={formats.map((value) => ({ value, name: say.webhooks.formats[value] }))}
				choose={setFormat}
			/>
			<Field label={say.webhooks.url} hint={say.webhooks.urlHint}>
				{(control) => (
					<input
						{...control}
						name="url"
						type="url"
						required
						autoFocus
						placeholder="https://"
						autoComplete="off"
						className={fieldStyles['control']}
					/>
				)}
			</Field>
			<Field label={say.webhooks.name}>
				{(control) => (
					<input
						{...control}
						name="name"
						maxLength={100}
						placeholder={say.webhooks.namePlaceholder}
						autoComplete="off"
						className={fieldStyles['control']}
					/>
				)}
			</Field>
			<Segments
				label={say.webhooks.events}
				isLabelShown
				value={which}
				options={(['all', 'some'] as const).map((value) => ({ value, name: say.webhooks[value] }))}
				choose={setWhich}
			/>
			{which === 'some' && <EventChoice chosen={chosen} choose={setChosen} />}
			<div className={styles['buttons']}>
				<Button look="main" type="submit" disabled={isWorking || (which === 'some' && chosen.length === 0)}>
					{say.webhooks.submit}
				</Button>
				<Button look="plain" onClick={close}>
					{say.app.close}
				</Button>
			</div>
		</form>
	);
}
