/**
 * The command that sends a request again, for POSIX shells, PowerShell and cmd alike: what any of them would read is percent-encoded.
 *
 * @param apiUrl - the gateway's address, without a slash at the end
 * @param path - as the program sent it, without the query, which is not kept
 */
export function curlCommand(apiUrl: string, { method, path }: { readonly method: string; readonly path: string }): string {
  // In PowerShell, `curl` may be another command.
  const curl = process.platform === 'win32' ? 'curl.exe' : 'curl';
  return `${curl} -X ${method.replace(/[^A-Z-]/gu, '')} "${encode(apiUrl + path)}"`;
}

function encode(address: string): string {
  return address
    .replace(/[^A-Za-z0-9:/._~%()@,;=+-]/gu, encodeURIComponent)
    .replace(/[!'*]/gu, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
