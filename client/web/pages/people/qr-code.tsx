/** A QR code to be held into another phone's camera: always dark on white, whatever the theme. */
import { useMemo } from 'react';
import { useWords } from '../../messages/messages.ts';
import styles from './invite.module.css';
import { qrPath } from './qr-path.ts';

export default function QrCode({ text }: { readonly text: string }) {
	const { say } = useWords();
	const { size, path } = useMemo(() => qrPath(text), [text]);
	return (
		<svg
			className={styles['qr']}
			viewBox={`0 0 ${size} ${size}`}
			role="img"
			aria-label={say.invites.qr}
			shapeRendering="crispEdges"
		>
			<rect width={size} height={size} fill="#ffffff" />
			<path d={path} fill="#1c1712" />
		</svg>
	);
}
