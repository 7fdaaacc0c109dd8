// What the test of WHIP does in a page: the media server is a peer connection beside the one under test.
async () => {
    const { WebRTCSDPSession, WhipClient } = await import("/webrtc-client.js");
    const { fragmentOf, restarted } = await import("/fragment.js");
    const theirs = new RTCPeerConnection();
    const faults = [];
    theirs.ondatachannel = ({ channel }) => (channel.onmessage = ({ data }) => channel.send(data));

    const answer = async sdp => {
        await theirs.setRemoteDescription({ type: "offer", sdp });
        await theirs.setLocalDescription();
        while (theirs.iceGatheringState !== "complete")
            await new Promise(resolve => (theirs.onicegatheringstatechange = resolve));
        return theirs.localDescription.sdp;
    };
    const candidates = sdp => [...sdp.matchAll(/^a=(candidate:.*?)\r?$/gm)].map(([, candidate]) => ({ candidate }));
    const ufrag = sdp => /^a=ice-ufrag:(.*?)\r?$/m.exec(sdp)?.[1];
    const calls = {
        POST: async sdp => [201, await answer(sdp), { location: "/whip/session/1", etag: '"1"' }],
        PATCH: async fragment => {
            const offer = theirs.remoteDescription.sdp;
            if (ufrag(fragment) !== ufrag(offer)) {
                const sdp = await answer(restarted(offer, fragment));
                return [200, fragmentOf(sdp, [...candidates(sdp), null]), { etag: '"2"' }];
            }
            for (const { candidate } of candidates(fragment)) await theirs.addIceCandidate({ candidate, sdpMid: "0" });
            return [204, null, {}];
        },
        DELETE: async () => [200, null, {}],
    };
    const fetch = async (url, { method, body }) => {
        const [status, said, headers] = await calls[method](body).catch(error => [500, String(error), {}]);
        if (status === 500) faults.push(said);
        return new Response(said, { status, headers });
    };

    const ours = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    const session = new WebRTCSDPSession(new WhipClient("/whip/live", { fetch }), ours, {
        onerror: error => faults.push(error.message),
    });
    const channel = ours.createDataChannel("chat");
    window.scene = { ours, session, channel, faults, ufrag: () => ufrag(ours.currentRemoteDescription.sdp) };
    await session.open();
}
