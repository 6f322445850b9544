/** As much of `http_ece` as our tests use: it comes without types. */
declare module 'http_ece' {
	interface Parameters {
		readonly version: 'aes128gcm';
		readonly privateKey: import('node:crypto').ECDH;
		readonly authSecret: string;
	}
	const ece: { decrypt(body: Buffer, parameters: Parameters): Buffer };
	export default ece;
}
