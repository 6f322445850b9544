/** One line in which a new thing is written down and added with Enter; it stays open for the next. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button.tsx';
import styles from './quick-add.module.css';

export function QuickAdd({
	label,
	placeholder,
	submit,
	add,
}: {
	readonly label: string;
	readonly placeholder: string;
	readonly submit: string;
	/** Whether it was added; if not, what was typed stays. */
	readonly add: (title: string) => boolean;
}) {
	const [title, setTitle] = useState('');
	return (
		<form
			className={styles['form']}
			onSubmit={(event) => {
				event.preventDefault();
				if (title.trim() !== '' && add(title.trim())) setTitle('');
			}}
		>
			<Plus size={19} aria-hidden />
			<input
				aria-label={label}
				placeholder={placeholder}
				value={title}
				enterKeyHint="done"
				autoComplete="off"
				onChange={(event) => setTitle(event.currentTarget.value)}
			/>
			{title.trim() !== '' && (
				<Button look="main" type="submit">
					{submit}
				</Button>
			)}
		</form>
	);
}
