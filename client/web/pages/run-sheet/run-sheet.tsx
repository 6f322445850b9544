/** The day from top to bottom, minute by minute. */
import { ArrowDown } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useNow } from '../../../react/device.ts';
import { useMayCreate } from '../../../react/use-may.ts';
import { useView } from '../../../react/use-view.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import { QuickAdd } from '../../components/quick-add.tsx';
import { Segments } from '../../components/segments.tsx';
import { Why } from '../../components/why.tsx';
import { walkLines } from '../../list-keys.ts';
import { useWords } from '../../messages/messages.ts';
import { type RecordRoute, useRecordRoute } from '../../use-record-route.ts';
import { useGlide } from '../../use-glide.ts';
import { partWords } from '../../value-words.ts';
import { dateWords, lengthWords, localNow, timeWords } from '../../wording.ts';
import { ItemRow } from './sheet-row.tsx';
import styles from './sheet-row.module.css';
import { type SheetFilter, type SheetRow, sheetFilters } from './sheet-rows.ts';
import { useAddItem, useSheetRows } from './use-sheet.ts';

export function RunSheetPage() {
	const { say, locale } = useWords();
	const [filter, setFilter] = useState<SheetFilter>('all');
	const route = useRecordRoute('/run-sheet');
	const { timeZone, date } = useView(({ plan }) => plan.meta);
	const rows = useSheetRows(filter, localNow(useNow(60_000), timeZone));
	const list = useGlide<HTMLOListElement>(rows, filter);
	const add = useAddItem();
	const mayAdd = useMayCreate('timeline');
	const hasNow = rows.some(({ kind }) => kind === 'now');
	const empty = { all: say.runSheet.empty, mine: say.runSheet.emptyMine, guests: say.runSheet.emptyGuests }[
		filter
	];
	return (
		<Page
			title={say.runSheet.title}
			sub={date === undefined ? undefined : dateWords(date, locale)}
			action={
				<Segments
					label={say.runSheet.filter}
					value={filter}
					choose={setFilter}
					options={sheetFilters.map((value) => ({ value, name: say.runSheet[value] }))}
				/>
			}
			tools={hasNow ? <ToNow /> : undefined}
			panel={
				route.id === undefined ? undefined : (
					<Suspense>
						<ItemPanel id={route.id} close={route.close} />
					</Suspense>
				)
			}
		>
			{rows.length === 0 && <Empty text={empty} />}
			<ol ref={list} onKeyDown={walkLines}>
				{rows.map((row) => (
					<Row key={row.key} row={row} route={route} />
				))}
			</ol>
			<div className={styles['add']}>
				{mayAdd.may ? (
					<QuickAdd
						label={say.runSheet.add}
						placeholder={say.runSheet.add}
						submit={say.runSheet.newSubmit}
						add={(title) => {
							const id = add(title);
							if (id !== undefined) route.open(id);
							return id !== undefined;
						}}
					/>
				) : (
					<Why reasons={[mayAdd.reason]} />
				)}
			</div>
		</Page>
	);
}

function Row({ row, route }: { readonly row: SheetRow; readonly route: RecordRoute }) {
	const words = useWords();
	const { say, locale } = words;
	switch (row.kind) {
		case 'item':
			return (
				<ItemRow
					id={row.id}
					href={route.hrefOf(row.id)}
					aside={row.aside === undefined ? undefined : partWords(row.aside, words)}
					isOpen={route.id === row.id}
				/>
			);
		case 'part':
			return (
				<li className={styles['group']}>
					<h2>{partWords(row.name, words)}</h2>
				</li>
			);
		case 'day':
			return (
				<li className={styles['day']}>
					<h2>{dateWords(row.date, locale)}</h2>
				</li>
			);
		case 'free':
			return (
				<li className={styles['free']}>
					<i aria-hidden />
					<span>{say.runSheet.free(lengthWords(row.minutes, words))}</span>
				</li>
			);
		case 'now':
			return (
				<li className={styles['now']} id="now">
					<span>{`${say.runSheet.now} ${timeWords(row.local, locale)}`}</span>
				</li>
			);
		case 'untimed':
			return (
				<li className={styles['group']}>
					<h2>{say.runSheet.untimed}</h2>
				</li>
			);
	}
}

function ToNow() {
	const { say } = useWords();
	return (
		<Button
			onClick={() => document.getElementById('now')?.scrollIntoView({ behavior: 'smooth', block: 'center' })}
		>
			<ArrowDown size={17} aria-hidden /> {say.runSheet.toNow}
		</Button>
	);
}

/** Not needed to see the day; kept by the worker for when there is no network. */
const ItemPanel = lazy(() => import('./item-panel.tsx').then((module) => ({ default: module.ItemPanel })));
