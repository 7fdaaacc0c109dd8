"""The browsers of these tests: quiet, headless, with made-up media and plain local addresses.

Nothing leaves the machine: no updates, no telemetry, no STUN server, no mDNS. Loopback addresses
count for ICE, so that a machine without a network will do.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.browser._bidi import Program

CHROMIUM_ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--allow-loopback-in-peer-connection",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)

FIREFOX_PREFERENCES: Mapping[str, bool | int | str] = {
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "permissions.default.microphone": 1,  # without it only the default route's address is gathered
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "dom.min_background_timeout_value_without_budget_throttling": 4,
    "dom.timeout.enable_budget_timer_throttling": False,
    "remote.active-protocols": 1,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.region.network.url": "",
    "browser.region.update.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.connection.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "media.gmp-manager.url": "data:,",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.startup.max_resumed_crashes": -1,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


def _chromium(home: Path) -> Mapping[str, object]:
    arguments = [*CHROMIUM_ARGUMENTS, f"--user-data-dir={home / 'profile'}"]
    return {"webSocketUrl": True, "goog:chromeOptions": {"args": arguments}}


def _firefox(home: Path) -> Sequence[str]:
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
        for name, value in FIREFOX_PREFERENCES.items()
    ]
    home.joinpath("user.js").write_text("".join(lines), encoding="utf-8")
    return ["--headless", "--no-remote", "--profile", str(home), "--remote-debugging-port", "0"]


CHROMIUM = Program(
    name="chromium",
    binaries=("chromedriver",),
    arguments=lambda _: ["--port=0"],
    capabilities=_chromium,
    listening=re.compile(r"started successfully on port (\d+)"),
    address="ws://127.0.0.1:{}/session",
)

FIREFOX = Program(
    name="firefox",
    binaries=("firefox-esr", "firefox"),
    arguments=_firefox,
    capabilities=lambda _: {},
    listening=re.compile(r"WebDriver BiDi listening on (ws://\S+)\s"),
    address="{}/session",
)
