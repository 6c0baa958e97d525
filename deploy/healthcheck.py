"""The container's health check: does the application inside answer? Exit code 0 or 1."""

import http.client
import sys

PORT = 8501
PATH = "/healthz"
SECONDS = 3


def main() -> int:
    """0 if the application answers 200 in time."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=SECONDS)
    try:
        connection.request("GET", PATH)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        print(f"{PATH} does not answer: {error}")
        return 1
    finally:
        connection.close()
    print(f"{PATH} answers {status}")
    return int(status != 200)


if __name__ == "__main__":
    sys.exit(main())
