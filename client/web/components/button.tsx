/** The four buttons of the house, all large enough for a thumb: main, quiet, plain, danger, and one that is only an icon. */
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './button.module.css';

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
	readonly look?: 'main' | 'quiet' | 'plain' | 'danger';
	readonly children: ReactNode;
};

export function Button({ look = 'quiet', className, type = 'button', ...rest }: Props) {
	const names = [styles['button'], look === 'quiet' ? undefined : styles[look], className];
	return <button {...rest} type={type} className={names.filter(Boolean).join(' ')} />;
}

export function IconButton({
	label,
	className,
	...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { readonly label: string; readonly children: ReactNode }) {
	const names = [styles['button'], styles['icon'], className].filter(Boolean).join(' ');
	return <button {...rest} type="button" aria-label={label} title={label} className={names} />;
}
