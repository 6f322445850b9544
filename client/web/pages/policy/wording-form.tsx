/** A wedding's own words for one kind of message, with how they would read beside them, as the relay would set them. */
import { useEffect, useState } from 'react';
import { channels, type Channel } from '../../../../shared/notices/channel.ts';
import { isNoticeKind, type NoticeKind, noticeKindNames } from '../../../../shared/notices/kind.ts';
import { wordingFault, wordingPlaces } from '../../../../shared/notices/wording.ts';
import { useDevice } from '../../../react/device.ts';
import { useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { SelectField } from '../../components/choice-field.tsx';
import { FaultLine } from '../../components/fault-line.tsx';
import { Field, FieldPair } from '../../components/field.tsx';
import fieldStyles from '../../components/field.module.css';
import { Section } from '../../components/page.tsx';
import { useAllWords } from '../../messages/all-words.ts';
import { type Preview, previewWording } from '../../relay/policy.ts';
import type { PolicyPart } from './policy.tsx';
import styles from './policy.module.css';

interface Own {
	readonly title?: string | undefined;
	readonly body?: string | undefined;
}

export function Wording({ policy, change }: PolicyPart) {
	const { say } = useAllWords();
	const [kind, setKind] = useState<NoticeKind>('task-completed');
	const saved: Own = policy.wording?.[kind] ?? {};
	const save = (own: Own) => {
		const { [kind]: _, ...others } = policy.wording ?? {};
		const isEmpty = (own.title ?? '') === '' && (own.body ?? '') === '';
		change({ wording: isEmpty ? others : { ...others, [kind]: said(own) } });
	};
	return (
		<Section title={say.policy.wording}>
			<div className={styles['stack']}>
				<p className={styles['hint']}>{say.policy.wordingHint}</p>
				<SelectField
					label={say.policy.kind}
					value={kind}
					options={noticeKindNames.map((name) => [name, say.kindNames[name] ?? name] as const)}
					commit={(chosen) => isNoticeKind(chosen) && setKind(chosen)}
				/>
				<Words key={kind} kind={kind} saved={saved} language={policy.language ?? 'en'} save={save} />
			</div>
		</Section>
	);
}

function Words({
	kind,
	saved,
	language,
	save,
}: {
	readonly kind: NoticeKind;
	readonly saved: Own;
	readonly language: 'en' | 'de';
	readonly save: (own: Own) => void;
}) {
	const { say } = useAllWords();
	const [own, setOwn] = useState<Own>(saved);
	const [channel, setChannel] = useState<Channel>('email');
	const fault = [own.title, own.body].map((text) => wordingFault(text ?? '')).find(Boolean);
	const preview = usePreview({ kind, channel, language, wording: said(own) }, fault !== undefined);
	const keep = () => fault === undefined && save(own);
	return (
		<div className={styles['words']}>
			<div className={styles['stack']}>
				<Field label={say.policy.wordTitle}>
					{(control) => (
						<input
							{...control}
							className={fieldStyles['control']}
							value={own.title ?? ''}
							maxLength={200}
							autoComplete="off"
							onChange={(event) => setOwn({ ...own, title: event.currentTarget.value })}
							onBlur={keep}
						/>
					)}
				</Field>
				<Field label={say.policy.wordBody}>
					{(control) => (
						<textarea
							{...control}
							className={`${fieldStyles['control']} ${fieldStyles['area']}`}
							value={own.body ?? ''}
							maxLength={1_000}
							onChange={(event) => setOwn({ ...own, body: event.currentTarget.value })}
							onBlur={keep}
						/>
					)}
				</Field>
				<FaultLine text={fault} />
				<Places />
				<div>
					<Button
						disabled={(own.title ?? '') + (own.body ?? '') === ''}
						onClick={() => {
							setOwn({});
							save({});
						}}
					>
						{say.policy.reset}
					</Button>
				</div>
			</div>
			<div className={styles['stack']}>
				<FieldPair>
					<SelectField
						label={say.policy.channel}
						value={channel}
						options={shown.map((name) => [name, say.channels[name] ?? name] as const)}
						commit={setChannel}
					/>
				</FieldPair>
				<Shown preview={preview} />
			</div>
		</div>
	);
}

/** What can stand in curly brackets, with what it becomes. */
function Places() {
	const { say } = useAllWords();
	return (
		<details className={styles['places']}>
			<summary>{say.policy.places}</summary>
			<dl>
				{Object.entries(wordingPlaces).map(([name, becomes]) => (
					<div key={name}>
						<dt>{`{${name}}`}</dt>
						<dd>{becomes}</dd>
					</div>
				))}
			</dl>
		</details>
	);
}

function Shown({ preview }: { readonly preview: Preview | 'none' | undefined }) {
	const { say } = useAllWords();
	const { subject, title, body, text, say: spoken } = preview === 'none' ? noPreview : (preview ?? noPreview);
	const heading = subject ?? title;
	const words = body ?? text ?? spoken;
	return (
		<figure className={styles['preview']} aria-label={say.policy.preview}>
			<figcaption>{say.policy.preview}</figcaption>
			<div aria-live="polite">
				{preview === 'none' && <p className={styles['hint']}>{say.policy.previewNone}</p>}
				{heading !== undefined && <b>{heading}</b>}
				{words !== undefined && <p>{words}</p>}
			</div>
		</figure>
	);
}

type Wish = Parameters<typeof previewWording>[2];

/** Asked a moment after the last letter; what was seen stays until the next is there. `none`: it was asked for in vain. */
function usePreview(wish: Wish, isFaulty: boolean): Preview | 'none' | undefined {
	const { relay } = useParts();
	const { clock } = useDevice();
	const { id } = useWedding();
	const [preview, setPreview] = useState<Preview | 'none' | undefined>(undefined);
	const asked = JSON.stringify(wish);
	useEffect(() => {
		if (isFaulty) return undefined;
		let isWanted = true;
		const cancel = clock.after(PAUSE_MS, () => {
			void previewWording(relay, id, JSON.parse(asked) as Wish).then(
				(answer) => isWanted && setPreview(answer.ok ? answer.value : 'none'),
			);
		});
		return () => {
			isWanted = false;
			cancel();
		};
	}, [relay, clock, id, asked, isFaulty]);
	return preview;
}

/** Without what is empty. */
function said({ title = '', body = '' }: Own): NonNullable<Wish['wording']> {
	return { ...(title.trim() === '' ? {} : { title }), ...(body.trim() === '' ? {} : { body }) };
}

const shown = channels.filter((name) => !['webhook', 'slack', 'teams'].includes(name));
const noPreview: Preview = {};
const PAUSE_MS = 300;
