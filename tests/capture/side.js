// One side of an exchange: what a page of the capture can do. Evaluated once in each page.
() => {
  const gathered = async () => {
    while (pc.iceGatheringState !== 'complete') {
      await new Promise(resolve => pc.addEventListener('icegatheringstatechange', resolve, {once: true}));
    }
    return pc.localDescription.sdp;
  };

  Object.assign(window, {
    begin(configuration) {
      window.pc = new RTCPeerConnection(configuration);
    },

    // A made-up stream with these kinds of tracks: stream('audio', 'video').
    stream(...kinds) {
      return navigator.mediaDevices.getUserMedia(Object.fromEntries(kinds.map(kind => [kind, true])));
    },

    // Send such a stream.
    async send(...kinds) {
      const media = await stream(...kinds);
      for (const track of media.getTracks()) pc.addTrack(track, media);
    },

    transceiver(kind) {
      return pc.getTransceivers().find(({receiver}) => receiver.track.kind === kind);
    },

    // Want these codecs in this order, then the others: prefer('video', 'VP9', 'VP8').
    prefer(kind, ...names) {
      const {codecs} = RTCRtpReceiver.getCapabilities(kind);
      const rank = ({mimeType}) => names.indexOf(mimeType.slice(kind.length + 1)) >>> 0;
      transceiver(kind).setCodecPreferences([...codecs].sort((one, other) => rank(one) - rank(other)));
    },

    // Want these codecs alone.
    only(kind, ...names) {
      const {codecs} = RTCRtpReceiver.getCapabilities(kind);
      const wanted = ({mimeType}) => names.includes(mimeType.slice(kind.length + 1));
      transceiver(kind).setCodecPreferences(codecs.filter(wanted));
    },

    async take(type, sdp) {
      await pc.setRemoteDescription({type, sdp});
    },

    // The offer or the answer, with every candidate.
    async describe() {
      await pc.setLocalDescription();
      return gathered();
    },
  });
}
