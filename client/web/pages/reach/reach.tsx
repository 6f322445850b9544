/** x */
export function ReachPage() {
	return null;
}
