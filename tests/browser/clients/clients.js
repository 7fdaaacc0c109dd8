// Clients that nobody here wrote, as their own manuals use them: clients[package][role](url, token)
// resolves to the peer connection and to what ends the session.
import { WHEPClient } from "whip-whep/whep.js";
import { WHIPClient } from "whip-whep/whip.js";
import { WHIPClient as WebClient } from "@eyevinn/whip-web-client";
import { WebRTCPlayer } from "@eyevinn/webrtc-player";

const video = () => document.querySelector("video");
const camera = () => navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 240 } });

export const clients = {
  "whip-whep": {
    async publish(url, token) {
      const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
      for (const track of (await camera()).getTracks()) pc.addTransceiver(track, { direction: "sendonly" });
      const client = new WHIPClient();
      await client.publish(pc, url, token);
      return { pc, stop: () => client.stop(), restart: () => client.restart() };
    },
    async play(url, token) {
      const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
      pc.addTransceiver("audio");
      pc.addTransceiver("video");
      pc.ontrack = ({ track, streams }) => {
        if (track.kind === "video") video().srcObject = streams[0];
      };
      const client = new WHEPClient();
      await client.view(pc, url, token);
      return { pc, stop: () => client.stop(), restart: () => client.restart() };
    },
  },
  "@eyevinn/whip-web-client": {
    async publish(url, token) {
      const client = new WebClient({ endpoint: url, opts: { authkey: token, iceServers: [] } });
      const pc = client.peer;
      await client.ingest(await camera());
      return { pc, stop: () => client.destroy() };
    },
  },
  "@eyevinn/webrtc-player": {
    async play(url, token) {
      const player = new WebRTCPlayer({ video: video(), type: "whep", iceServers: [] });
      await player.load(new URL(url), token && `Bearer ${token}`);
      return { get pc() { return player.peer; }, stop: () => player.unload() };
    },
  },
};
