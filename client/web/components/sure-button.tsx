/** What cannot be taken back asks once more, right where it was tapped, and forgets the question when the finger leaves. */
import { type ReactNode, useState } from 'react';
import { useWords } from '../messages/messages.ts';
import { Button } from './button.tsx';

export function SureButton({
	children,
	sure,
	act,
	label,
}: {
	readonly children: ReactNode;
	/** The second tap's own words. */
	readonly sure: string;
	readonly act: () => void;
	/** For those who hear it, where the words alone do not say of what. */
	readonly label?: string;
}) {
	const { say } = useWords();
	const [isAsking, setAsking] = useState(false);
	if (!isAsking) {
		return (
			<Button look="danger" aria-label={label} onClick={() => setAsking(true)}>
				{children}
			</Button>
		);
	}
	return (
		<span role="group" aria-label={label}>
			<Button
				look="danger"
				autoFocus
				onClick={() => {
					setAsking(false);
					act();
				}}
			>
				{sure}
			</Button>
			<Button look="plain" onClick={() => setAsking(false)}>
				{say.app.keep}
			</Button>
		</span>
	);
}
