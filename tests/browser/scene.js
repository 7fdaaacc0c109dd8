// What the tests of a real server do in a page: one session, and what it has posted.
async ([path, options, wishes]) => {
    const { WebRTCSDPClient, WebRTCSDPSession, WhepClient, WhipClient } = await import("/webrtc-client.js");
    const posts = [];
    const faults = [];
    const fetch = async (url, init) => {
        if (init.body) posts.push([init.method, String(url), init.body]);
        const response = await window.fetch(url, init);
        if (!String(url).includes("/webrtc/events")) return response;
        const gate = async (chunk, out) => (await window.scene.gate, out.enqueue(chunk));
        return new Response(response.body.pipeThrough(new TransformStream({ transform: gate })), response);
    };
    const Client = path.startsWith("/whep") ? WhepClient : path ? WhipClient : WebRTCSDPClient;
    const client = new Client(path, { fetch });
    const peer = new RTCPeerConnection(path ? { bundlePolicy: "max-bundle" } : {});
    const session = new WebRTCSDPSession(client, peer, {
        ...options,
        onerror: error => faults.push(`${error.message} ${error.cause ?? ""}`),
    });
    const scene = (window.scene = { client, peer, session, posts, faults });
    if (wishes.includes("data")) {
        scene.channel = peer.createDataChannel("echo");
        scene.echo = word => new Promise(resolve => {
            scene.channel.onmessage = ({ data }) => resolve(data);
            scene.channel.send(word);
        });
    }
    if (wishes.includes("send")) {
        const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
        for (const track of stream.getTracks())
            peer.addTransceiver(track, { direction: "sendonly", streams: [stream] });
    }
    if (wishes.includes("receive"))
        for (const kind of ["audio", "video"]) peer.addTransceiver(kind, { direction: "recvonly" });
    scene.ufrag = () => /a=ice-ufrag:(.*)/.exec(peer.currentRemoteDescription?.sdp)?.[1];
    scene.ready = () => peer.connectionState === "connected" && (scene.channel?.readyState ?? "open") === "open";
    // How much has come or gone, where it is more than that.
    scene.flows = async (type, kind, counted, least = 0) => {
        for (const one of (await peer.getStats()).values())
            if (one.type === type && one.kind === kind && one[counted] > least) return one[counted];
        return 0;
    };
    await session.open();
}
