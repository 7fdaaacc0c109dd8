// What the tests of sessions do in a page: the server is a peer connection beside the one under test.
async () => {
    const { WebRTCSDPClient, WebRTCSDPSession } = await import("/webrtc-client.js");
    const theirs = new RTCPeerConnection();
    const faults = [];

    let writer;
    const events = new ReadableStream({ start: controller => (writer = controller) });
    const tell = (type, data) =>
        writer.enqueue(new TextEncoder().encode(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`));
    const untold = []; // candidates of an offer that has not been told
    theirs.onicecandidate = ({ candidate }) => {
        if (!candidate) return;
        if (theirs.signalingState === "have-local-offer") untold.push(candidate);
        else tell("candidate", candidate);
    };
    theirs.ondatachannel = ({ channel }) => (channel.onmessage = ({ data }) => channel.send(data));

    let offers = 0;
    const calls = {
        offer: async ({ sdp }) => {
            offers++;
            if (theirs.signalingState !== "stable") return [409, { error: "two offers met", reason: "session.conflict" }];
            await theirs.setRemoteDescription(sdp);
            await theirs.setLocalDescription();
            return [200, { sdp: theirs.localDescription, session_id: "s1", ice_candidates: [] }];
        },
        answer: async ({ sdp }) => {
            await theirs.setRemoteDescription(sdp);
            return [200, { session_id: "s1", status: "accepted" }];
        },
        "ice-candidate": async ({ candidate, candidates = [candidate] }) => {
            for (const one of candidates) if (one.candidate) await theirs.addIceCandidate(one);
            return [200, { session_id: "s1", status: "received" }];
        },
        close: async () => [200, { session_id: "s1", status: "closed" }],
    };
    const fetch = async (url, { body }) => {
        const [, name] = /\/webrtc\/([a-z-]+)/.exec(url);
        if (name === "events") return new Response(events, { headers: { "content-type": "text/event-stream" } });
        const [status, said] = await calls[name](JSON.parse(body)).catch(error => [500, { error: `${name}: ${error}` }]);
        return new Response(JSON.stringify(said), { status });
    };

    const ours = new RTCPeerConnection();
    const client = new WebRTCSDPClient("", { fetch });
    const session = new WebRTCSDPSession(client, ours, {
        events: true,
        onerror: error => faults.push(error.message),
    });
    const channel = ours.createDataChannel("chat");
    const ufrag = () => /a=ice-ufrag:(.*)/.exec(ours.currentLocalDescription?.sdp)?.[1];
    window.scene = {
        ours, theirs, session, channel, faults, ufrag,
        offers: () => offers,
        offer: () => theirs.setLocalDescription(),
        tell: () => {
            tell("offer", { sdp: theirs.localDescription, offer_id: "o1" });
            for (const candidate of untold) tell("candidate", candidate);
        },
        kinds: () => {
            const stable = [ours, theirs].every(one => one.signalingState === "stable");
            const made = ours.getTransceivers().map(one => one.mid && one.receiver.track.kind);
            return stable && made.join(" ");
        },
    };
    await session.open();
}
