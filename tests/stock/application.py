"""Another society application, as its vendor would write it: Flask and Authlib, nothing of ours.

Started as `application.py PORT ISSUER CLIENT_ID CLIENT_SECRET`; says `ready` when it listens. Everything
about the provider comes from its discovery document; Authlib makes PKCE, state and nonce, checks `iss` and the ID
token, calls userinfo, and makes the logout address.
"""

import secrets
import sys

from authlib.integrations.flask_client import OAuth
from flask import Flask, jsonify, redirect, request, session, url_for
from werkzeug.serving import make_server

port, issuer, client_id, client_secret = int(sys.argv[1]), *sys.argv[2:5]

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)
app.config.update(SERVER_NAME=f"localhost:{port}", SESSION_COOKIE_NAME="stock-application")

provider = OAuth(app).register(
    "provider",
    client_id=client_id,
    client_secret=client_secret,
    server_metadata_url=f"{issuer}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
)


@app.get("/login")
def login():
    return provider.authorize_redirect(url_for("callback", _external=True))


@app.get("/callback")
def callback():
    token = provider.authorize_access_token()
    session["id_token"] = token["id_token"]
    return jsonify(id_token=token["userinfo"], userinfo=provider.userinfo(token=token), token_type=token["token_type"])


@app.get("/logout")
def logout():
    address = provider.create_logout_url(
        post_logout_redirect_uri=url_for("goodbye", _external=True), id_token_hint=session.pop("id_token", None)
    )
    session["logout_state"] = address["state"]
    return redirect(address["url"])


@app.get("/goodbye")
def goodbye():
    return "signed out" if request.args["state"] == session.pop("logout_state") else ("another's state", 400)


server = make_server("127.0.0.1", port, app)
print("ready", flush=True)
server.serve_forever()
