import { openTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** The links of one process. */
export type Links = Readonly<Record<'redis' | 'mongodb' | 'messenger', TcpProxy>>;

/** Opens links to servers at these ports. */
export async function openLinks(to: Record<keyof Links, number>): Promise<Links> {
  const [redis, mongodb, messenger] = await Promise.all([
    openTcpProxy(to.redis),
    openTcpProxy(to.mongodb),
    openTcpProxy(to.messenger),
  ]);
  return { redis, mongodb, messenger };
}

/** The address of a server by way of its link. */
export function throughLink(url: string, { port }: TcpProxy): string {
  return url.replace(/:\d+(?=\/|$)/, `:${port}`);
}
