"""Greets its user, then says every now and then how many friends are online. It holds no secret: VRChat Auth lends it the session at the
address in VRCHAT_API_URL, and renews the session while the bot runs."""

import json
import os
import random
import sys
import time
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

api = os.environ.get("VRCHAT_API_URL")
if not api:
    sys.exit("VRCHAT_API_URL is not set. Start the bot with F5 in VS Code, or see README.md for the terminal.")

# A proxy that is set in the environment must not see the address.
open_url = build_opener(ProxyHandler({})).open


def get(path):
    """Sends a request to VRChat's API, and again later if the answer says so."""
    while True:
        try:
            with open_url(api + path) as response:
                return json.load(response)
        except HTTPError as error:
            if error.code not in (429, 502, 503, 504):
                raise
            if error.headers.get("X-Gateway-Reason") == "noSession":
                print("No session at the moment. Waiting for VS Code to sign in again …", flush=True)
            else:
                print("VRChat is out of reach, or asks for a pause. Waiting …", flush=True)
            time.sleep(int(error.headers.get("Retry-After", 5)))
        except (OSError, HTTPException):
            print("VS Code is closed, or another window takes over. Waiting for it …", flush=True)
            time.sleep(2)


print(f"Signed in as {get('/auth/user')['displayName']}", flush=True)

while True:
    friends = get("/auth/user/friends?offline=false&n=100")
    print(f"{time.strftime('%X')}  friends online: {len(friends)}", flush=True)
    # VRChat asks programs not to hurry. With a little chance, not all of them ask at the same moment.
    time.sleep(10 + random.random() * 5)
