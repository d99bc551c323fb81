"""What stands between the network and the routes: pure ASGI, cheap per request."""
