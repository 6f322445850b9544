/** A photo of the plan as a small picture; nothing while nobody has it. Fetched as this person, since pictures are for members. */
import { useEffect, useState } from 'react';
import { useWedding } from '../../react/use-view.ts';
import { useParts } from '../app-parts.ts';
import styles from './photo.module.css';

export function Photo({
	sha256,
	alt,
	size = 'small',
}: {
	readonly sha256: string;
	readonly alt: string;
	readonly size?: 'small' | 'large';
}) {
	const url = usePhoto(sha256);
	const looks = `${styles['photo']} ${styles[size]}`;
	return url === undefined ? (
		<span className={looks} aria-hidden />
	) : (
		<img className={looks} src={url} alt={alt} />
	);
}

export function usePhoto(sha256: string): string | undefined {
	const { photos } = useParts();
	const { id } = useWedding();
	const [url, setUrl] = useState<string | undefined>(undefined);
	useEffect(() => {
		let isWanted = true;
		void photos.url(id, sha256).then((found) => isWanted && setUrl(found));
		return () => {
			isWanted = false;
		};
	}, [photos, id, sha256]);
	return url;
}
