/** A program in TypeScript that uses the client; each line that must not compile is marked. */

import {
  type Answer,
  CandidateOutbox,
  WebRTCSDPClient,
  WebRTCSDPError,
  WebRTCSDPExamples,
  WebRTCSDPSession,
  WhepClient,
  WhipClient,
} from "../../sdpsig/web/webrtc-client.js";

export async function use(peer: RTCPeerConnection): Promise<Answer> {
  const client = new WebRTCSDPClient(new URL("https://example.org"), { timeout: 5_000, headers: { Authorization: "" } });
  const session = new WebRTCSDPSession(client, peer, { events: true, onclose: (reason: string) => void reason });
  new WebRTCSDPSession(new WhipClient("/whip/live", { token: "secret" }), peer);
  const player = new WhepClient(new URL("https://example.org/whep/live"), { timeout: 1 });
  const { counterOffer } = await new WebRTCSDPSession(player, peer).open();
  const wait: number | undefined = counterOffer?.validFor;
  await player.sendAnswer("https://example.org/1", String(wait));
  const outbox = new CandidateOutbox(client, { onsent: (candidates) => void candidates.length });
  peer.onicecandidate = ({ candidate }) => outbox.add(candidate);
  const id: string | undefined = session.sessionId;
  const servers: RTCIceServer[] = await client.getIceServers();
  for await (const { type } of client.events("s1", { signal: AbortSignal.timeout(1) })) void type.length;
  const [{ echoes, channel }] = await new WebRTCSDPExamples(client).concurrentSessions(2);
  channel.send(echoes[0] + String(id) + String(servers));
  // @ts-expect-error: an offer is text
  await client.sendOffer(7);
  // @ts-expect-error: there is no such option
  new WebRTCSDPSession(client, peer, { metdata: 1 });
  // @ts-expect-error: an id comes with the answer
  const early: string = session.sessionId;
  try {
    return await session.open();
  } catch (error) {
    if (error instanceof WebRTCSDPError && error.code === 503) void (error.retryAfter ?? early.length);
    throw error;
  }
}
