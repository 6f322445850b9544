/** What can be changed of a connection: where it is, what it is called, what it hears of, and under which names. */
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { SwitchField } from '../../components/choice-field.tsx';
import fieldStyles from '../../components/field.module.css';
import { Segments } from '../../components/segments.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useFaultWords } from '../../fault-words.ts';
import { useAllWords } from '../../messages/all-words.ts';
import { changeWebhook, type Webhook, type WebhookChange } from '../../relay/webhooks.ts';
import { EventChoice } from './event-choice.tsx';
import { type MappingRow, mappingOf, rowKinds, rowsOf } from './mapping-rows.ts';
import styles from './webhooks.module.css';

export function WebhookSettings({
	webhook,
	again,
}: {
	readonly webhook: Webhook;
	readonly again: () => void;
}) {
	const { say } = useAllWords();
	const change = useChange(webhook.id, again);
	const { name, url, events, full, format } = webhook;
	const which = events == null || events.length === 0 ? 'all' : 'some';
	const [isChoosing, setChoosing] = useState(which === 'some');
	return (
		<div className={styles['stack']}>
			<TextField
				label={say.webhooks.name}
				value={name ?? ''}
				commit={(text) => change({ name: text.trim() || null })}
			/>
			{format === 'standard' && (
				<TextField
					label={say.webhooks.url}
					hint={say.webhooks.urlHint}
					type="url"
					value={url}
					commit={(text) => text.trim() !== '' && change({ url: text.trim() })}
				/>
			)}
			<Segments
				label={say.webhooks.events}
				isLabelShown
				value={isChoosing ? 'some' : 'all'}
				options={(['all', 'some'] as const).map((value) => ({ value, name: say.webhooks[value] }))}
				choose={(value) => {
					setChoosing(value === 'some');
					if (value === 'all' && which === 'some') change({ events: null });
				}}
			/>
			{isChoosing && (
				<EventChoice
					chosen={events ?? []}
					choose={(types) => change({ events: types.length === 0 ? null : types })}
				/>
			)}
			{format === 'standard' && (
				<>
					<SwitchField
						label={say.webhooks.full}
						value={full === true}
						commit={(isFull) => change({ full: isFull })}
					/>
					<p className={styles['quiet']}>{say.webhooks.fullHint}</p>
					<Names webhook={webhook} change={change} />
				</>
			)}
		</div>
	);
}

type Change = (change: WebhookChange) => void;

/** Field by field: what it is called there, and what stands in it. */
function Names({ webhook: { mapping }, change }: { readonly webhook: Webhook; readonly change: Change }) {
	const { say } = useAllWords();
	const [rows, setRows] = useState<readonly MappingRow[]>(() => rowsOf(mapping));
	const set = (index: number, part: Partial<MappingRow>) =>
		setRows(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
	return (
		<details className={styles['names']}>
			<summary>{say.webhooks.names}</summary>
			<div className={styles['stack']}>
				<p className={styles['quiet']}>{say.webhooks.namesHint}</p>
				{rows.map((row, index) => (
					<fieldset key={index} className={styles['name']}>
						<legend className="heard-only">{say.webhooks.field(index + 1)}</legend>
						<input
							aria-label={say.webhooks.target}
							placeholder={say.webhooks.target}
							className={fieldStyles['control']}
							value={row.target}
							onChange={(event) => set(index, { target: event.currentTarget.value })}
						/>
						<select
							aria-label={say.webhooks.rule}
							className={fieldStyles['control']}
							value={row.kind}
							onChange={(event) => {
								const kind = rowKinds.find((one) => one === event.currentTarget.value);
								if (kind !== undefined) set(index, { kind });
							}}
						>
							{rowKinds.map((kind) => (
								<option key={kind} value={kind}>
									{say.webhooks.rules[kind]}
								</option>
							))}
						</select>
						<input
							aria-label={say.webhooks.source}
							placeholder={say.webhooks.examples[row.kind]}
							className={fieldStyles['control']}
							value={row.text}
							onChange={(event) => set(index, { text: event.currentTarget.value })}
						/>
						<IconButton
							label={say.webhooks.removeField(index + 1)}
							onClick={() => setRows(rows.filter((_, at) => at !== index))}
						>
							<X size={18} aria-hidden />
						</IconButton>
					</fieldset>
				))}
				<div className={styles['buttons']}>
					<Button onClick={() => setRows([...rows, { target: '', kind: 'from', text: '' }])}>
						<Plus size={18} aria-hidden /> {say.webhooks.addField}
					</Button>
					<Button
						look="main"
						onClick={() => change({ mapping: mappingOf(rows, mapping?.into ?? 'data') ?? null })}
					>
						{say.webhooks.saveNames}
					</Button>
				</div>
			</div>
		</details>
	);
}

function useChange(id: string, again: () => void): Change {
	const { say } = useAllWords();
	const { relay, notices } = useParts();
	const wedding = useWedding();
	const faultWords = useFaultWords();
	return (changes) => {
		void changeWebhook(relay, wedding.id, { id, ...changes }).then((answer) => {
			const text = answer.ok ? say.webhooks.changed : faultWords(answer.error);
			notices.say({ text, tone: answer.ok ? 'calm' : 'bad' });
			again();
		});
	};
}
