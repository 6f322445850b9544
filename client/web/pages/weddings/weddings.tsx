/** All the weddings this device is signed in to, the next one first. */
import { Link } from 'wouter';
import { useNow } from '../../../react/device.ts';
import { Empty } from '../../components/empty.tsx';
import { useWords } from '../../messages/messages.ts';
import { roleWords } from '../../value-words.ts';
import type { WeddingCard } from '../../wedding-list.ts';
import { countdownWords, dateWords, daysBetween, localNow } from '../../wording.ts';
import { useWeddings } from './use-weddings.ts';
import styles from './weddings.module.css';

export function WeddingsPage() {
	const { say } = useWords();
	const { cards, isStale } = useWeddings();
	return (
		<main className={styles['page']}>
			<header className={styles['head']}>
				<h1>{say.weddings.title}</h1>
				<Link href="/sign-in" className={styles['another']}>
					{say.weddings.another}
				</Link>
			</header>
			{isStale && <p className={styles['stale']}>{say.weddings.stale}</p>}
			{cards.length === 0 && <Empty text={say.weddings.none} />}
			<ul className={styles['grid']}>
				{cards.map((card) => (
					<li key={card.id}>
						<Card card={card} />
					</li>
				))}
			</ul>
		</main>
	);
}

function Card({ card }: { readonly card: WeddingCard }) {
	const words = useWords();
	const { say, locale } = words;
	const today = localNow(useNow(60_000), card.timeZone ?? 'UTC');
	const days = card.date === undefined ? undefined : daysBetween(today, card.date);
	return (
		<Link href={`/w/${card.id}`} className={styles['card']}>
			<div>
				<h2 className={styles['name']}>{card.name || say.app.name}</h2>
				{card.date !== undefined && <p className={styles['when']}>{dateWords(card.date, locale)}</p>}
				{card.place !== undefined && <p className={styles['when']}>{card.place}</p>}
			</div>
			<div>
				<p className={styles['count']}>
					{days !== undefined && days > 1 ? (
						<>
							<b>{days}</b> {say.countdown.days(days)}
						</>
					) : (
						countdownWords(days, words)
					)}
				</p>
				{card.role !== undefined && (
					<p className={styles['role']}>{say.weddings.as(roleWords(card.role, words))}</p>
				)}
			</div>
		</Link>
	);
}
