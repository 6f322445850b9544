/** What may ring where: a row for each kind of news, a column for each way that somebody agreed to; each kind by itself is folded away. */
import { Fragment, type ReactNode } from 'react';
import { categories, type NoticeCategory, type NoticeKind } from '../../../../shared/notices/kind.ts';
import { type OutwardChannel, outwardChannels } from '../../../../shared/notices/usual.ts';
import type { Preferences } from '../../../../shared/notices/wishes.ts';
import { useAllWords } from '../../messages/all-words.ts';
import type { Consent } from '../../relay/reach.ts';
import styles from './reach.module.css';
import { isAnyTold, isTold, kindsOf, switched } from './wishes.ts';

interface Props {
	readonly wishes: Preferences;
	readonly consent: Consent | undefined;
	readonly save: (next: Preferences) => void;
}

export function WishMatrix({ wishes, consent, save }: Props) {
	const { say } = useAllWords();
	const ways = outwardChannels.filter((channel) => consent?.channels[channel]?.state === 'granted');
	// Push and mail are shown to everybody, so that one sees what agreeing would bring.
	const shown = outwardChannels.filter(
		(channel) => ways.includes(channel) || channel === 'push' || channel === 'email',
	);
	const told = categories.filter((category) => category !== 'digest');
	const set = (kinds: readonly NoticeKind[], channel: OutwardChannel, isOn: boolean) =>
		save(switched(wishes, kinds, { channel, isOn }));
	return (
		<div className={styles['stack']}>
			<p className={styles['hint']}>{say.reach.aboutHint}</p>
			<Matrix caption={say.reach.about} ways={shown}>
				{told.map((category) => (
					<Row
						key={category}
						name={say.categories[category] ?? category}
						ways={shown}
						isOn={(channel) => isAnyTold(wishes, category, channel)}
						set={(channel, isOn) => set(kindsOf(category), channel, isOn)}
					/>
				))}
			</Matrix>
			<details className={styles['other']}>
				<summary>{say.reach.kinds}</summary>
				<Matrix caption={say.reach.kinds} ways={shown}>
					{told.map((category) => (
						<Fragment key={category}>
							<Heading category={category} ways={shown.length} />
							{kindsOf(category).map((kind) => (
								<Row
									key={kind}
									name={say.kindNames[kind] ?? kind}
									ways={shown}
									isOn={(channel) => isTold(wishes, kind, channel)}
									set={(channel, isOn) => set([kind], channel, isOn)}
								/>
							))}
						</Fragment>
					))}
				</Matrix>
			</details>
		</div>
	);
}

function Matrix({
	caption,
	ways,
	children,
}: {
	readonly caption: string;
	readonly ways: readonly OutwardChannel[];
	readonly children: ReactNode;
}) {
	const { say } = useAllWords();
	return (
		<table className={styles['matrix']}>
			<caption className="heard-only">{caption}</caption>
			<thead>
				<tr>
					<td />
					{ways.map((channel) => (
						<th key={channel} scope="col">
							{say.channels[channel]}
						</th>
					))}
				</tr>
			</thead>
			<tbody>{children}</tbody>
		</table>
	);
}

function Heading({ category, ways }: { readonly category: NoticeCategory; readonly ways: number }) {
	const { say } = useAllWords();
	return (
		<tr className={styles['heading']}>
			<th scope="colgroup" colSpan={ways + 1}>
				{say.categories[category]}
			</th>
		</tr>
	);
}

function Row({
	name,
	ways,
	isOn,
	set,
}: {
	readonly name: string;
	readonly ways: readonly OutwardChannel[];
	readonly isOn: (channel: OutwardChannel) => boolean;
	readonly set: (channel: OutwardChannel, isOn: boolean) => void;
}) {
	const { say } = useAllWords();
	return (
		<tr>
			<th scope="row">{name}</th>
			{ways.map((channel) => (
				<td key={channel}>
					<label className={styles['cell']}>
						<input
							type="checkbox"
							aria-label={`${name}: ${say.channels[channel] ?? channel}`}
							checked={isOn(channel)}
							onChange={(event) => set(channel, event.currentTarget.checked)}
						/>
					</label>
				</td>
			))}
		</tr>
	);
}
