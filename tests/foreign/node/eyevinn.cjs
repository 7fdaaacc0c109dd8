// Eyevinn's WHIP endpoint on a port of the loopback address: node eyevinn.cjs PORT ICE_SERVERS

// It wants @koush/wrtc, which downloads its binary when it is installed. The other one, grown from
// the same source, brings it along.
require("@roamhq/wrtc");
require.cache[require.resolve("@koush/wrtc")] = require.cache[require.resolve("@roamhq/wrtc")];

const { WhipEndpoint } = require("@eyevinn/whip-endpoint");
const { RtspWrtcWhipResource } = require("@eyevinn/whip-endpoint/dist/whip/wrtc/rtspWrtcWhipResource");

// What is received would go to an RTSP server, by ffmpeg; neither is there.
RtspWrtcWhipResource.prototype.beforeAnswer = async () => {};

const [port, iceServers] = process.argv.slice(2).map(JSON.parse);
new WhipEndpoint({
  port,
  iceServers,
  interfaceIp: "127.0.0.1",
  enabledWrtcPlugins: ["rtsp"],
}).listen();
