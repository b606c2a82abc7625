"""A society's application for booking check-ups, as its vendor would write it: Flask and Authlib, nothing of ours.

Started as `booking.py PORT ISSUER CLIENT_ID CLIENT_SECRET`; says `ready` when it listens. The portal's tile leads to
/oidc/login (third-party initiated login, OpenID Connect Core §4). When the provider says that a session ended
(OpenID Connect Back-Channel Logout), the booking sessions that came from it end too.
"""

import secrets
import sys
import time

from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, request, session, url_for
from joserfc import jwt
from joserfc.jwk import KeySet
from werkzeug.serving import make_server

port, issuer, client_id, client_secret = int(sys.argv[1]), *sys.argv[2:5]

EVENT = "http://schemas.openid.net/event/backchannel-logout"

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)
app.config.update(SERVER_NAME=f"localhost:{port}", SESSION_COOKIE_NAME="booking")

provider = OAuth(app).register(
    "provider",
    client_id=client_id,
    client_secret=client_secret,
    server_metadata_url=f"{issuer}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
)

signed_in = {}
"""Who is signed in, by the provider's session."""


@app.get("/")
def booking():
    member = signed_in.get(session.get("sid"))
    if member is None:
        return "予約するにはログインしてください"
    return f"人間ドックの予約：{member['name']} さん"


@app.get("/oidc/login")
def login():
    if request.args.get("iss") != issuer:
        return "another provider", 400
    return provider.authorize_redirect(url_for("callback", _external=True))


@app.get("/oidc/callback")
def callback():
    token = provider.authorize_access_token()
    session["sid"] = token["userinfo"]["sid"]
    signed_in[session["sid"]] = provider.userinfo(token=token)
    return redirect("/")


@app.post("/oidc/back-channel-logout")
def logged_out():
    metadata = provider.load_server_metadata()
    keys = KeySet.import_key_set(provider.fetch_jwk_set())
    token = jwt.decode(request.form["logout_token"], keys, algorithms=metadata["id_token_signing_alg_values_supported"])
    claims = token.claims
    sound = (
        token.header.get("typ") == "logout+jwt"
        and claims["iss"] == issuer
        and claims["aud"] == client_id
        and claims["exp"] > time.time()
        and EVENT in claims["events"]
        and "nonce" not in claims
    )
    if not sound:
        return "not a logout token for us", 400
    signed_in.pop(claims["sid"], None)
    return "", 200, {"Cache-Control": "no-store"}


server = make_server("127.0.0.1", port, app)
print("ready", flush=True)
server.serve_forever()
