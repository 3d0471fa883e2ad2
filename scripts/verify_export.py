"""Checks an exported ledger of consents and decisions, with nothing but Python itself.

    python verify_export.py consents.jsonl [--key HEX] [--evidence FOLDER]

Every row must follow the one before it, say what its hash says, and be the row that was signed at the end. Of
every consent, who gave it must be whom the chain speaks of. With --key, the end must bear the signature of
that public key (64 hex digits, as the business's host publishes it); without it, that of the key in the
file, which proves only that the file is whole. With --evidence, every file that a consent names must lie in
the folder, whatever it is called. Exit code 0: all of it is right; 1: the first thing that is not is named;
2: the file is no such export.

How a row is hashed: SHA-256 over the canonical JSON of account_id, seq, kind, subject_id, payload_hash and
at (keys in order, no spaces, UTF-8), followed by the 32 bytes of the hash of the row before; zeros for the
first. payload_hash is SHA-256 over the payload as it stands. The end is signed with Ed25519 (RFC 8032) over the
canonical JSON of account_id, seq and hash. The person of a consent is SHA-256 over the text in "said".
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

FORM = "dialora ledger 1"


class Wrong(Exception):
    """The first thing that is not right."""


class Unreadable(Exception):
    """It is no export."""


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def check(lines, key=None, evidence=None):
    """Raises Wrong, Unreadable. Returns what was found, to be printed."""
    said = [parsed(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not said or said[0].get("form") != FORM:
        raise Unreadable("This is not an exported ledger.")
    try:
        account, signer = said[0]["account_id"], bytes.fromhex(key or said[0]["public_key"])
        entries = [each["entry"] for each in said if "entry" in each]
        people = [each["person"] for each in said if "person" in each]
        heads = [each["head"] for each in said if "head" in each]
        last = check_chain(account, entries)
        check_head(account, heads, len(entries), last, signer)
        consents = {
            each["subject_id"]: (each["seq"], json.loads(each["payload"]))
            for each in entries
            if each["kind"] == "consent"
        }
        check_people(consents, people)
        files = check_evidence(consents, evidence) if evidence else None
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"A line of it cannot be read: {error!r}.") from error
    withdrawn = sum(each["kind"] == "consent_withdrawn" for each in entries)
    found = f"{len(entries)} rows are whole; {len(consents)} consents, {withdrawn} withdrawn"
    forgotten = len(consents) - len(people)
    found += f", {forgotten} of people who had to be forgotten" if forgotten else ""
    found += f"; {files} files of evidence are those that were kept" if files is not None else ""
    return found + "."


def parsed(number, line):
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Unreadable(f"Line {number} is no JSON object.")
    return said


def check_chain(account, entries):
    previous = bytes(32)
    for number, entry in enumerate(entries, 1):
        row = f"row {number}"
        if entry["seq"] != number:
            raise Wrong(f"{row}: the row is missing: {entry['seq']} follows {number - 1}")
        if entry["account_id"] != account:
            raise Wrong(f"{row}: the row belongs to another account")
        if bytes.fromhex(entry["previous_hash"]) != previous:
            raise Wrong(f"{row}: the row does not follow the one before it")
        if hashlib.sha256(entry["payload"].encode()).hexdigest() != entry["payload_hash"]:
            raise Wrong(f"{row}: what the row says was altered")
        names = ("account_id", "seq", "kind", "subject_id", "payload_hash", "at")
        covered = canonical({name: entry[name] for name in names})
        if hashlib.sha256(covered + previous).hexdigest() != entry["hash"]:
            raise Wrong(f"{row}: the row was altered")
        previous = bytes.fromhex(entry["hash"])
    return previous


def check_head(account, heads, rows, last, signer):
    if len(heads) != 1:
        raise Wrong("the export does not end with one signed head")
    head = heads[0]
    if head["account_id"] != account:
        raise Wrong("the end belongs to another account")
    if head["seq"] > rows:
        raise Wrong(f"row {rows + 1}: the row is missing: the chain once ended at {head['seq']}")
    if head["seq"] < rows or bytes.fromhex(head["hash"]) != last:
        raise Wrong(f"row {head['seq'] + 1}: the row was added behind the signed end")
    if rows == 0:
        return
    text = canonical({"account_id": account, "seq": head["seq"], "hash": head["hash"]})
    if not is_signed(bytes.fromhex(head["signature"] or ""), text, signer):
        raise Wrong(f"row {rows}: the end does not bear the signature of this key")


def check_people(consents, people):
    for person in people:
        if person["consent"] not in consents:
            raise Wrong(f"the consent {person['consent']} is in no row")
        row, payload = consents[person["consent"]]
        if hashlib.sha256(person["said"].encode()).hexdigest() != payload["person"]:
            raise Wrong(f"row {row}: the consent {person['consent']} was given by somebody else")
        text = json.loads(person["said"])["disclosure_text"]
        shown = hashlib.sha256(text.encode()).hexdigest() if text else None
        if shown != payload["disclosure_sha256"]:
            raise Wrong(f"row {row}: what was shown for {person['consent']} is another text")


def check_evidence(consents, folder):
    there = {hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}
    named = [(row, file) for row, payload in consents.values() for file in payload["evidence"]]
    for row, file in named:
        if file["sha256"] not in there:
            raise Wrong(f"row {row}: no file in {folder} is the evidence {file['id']}")
    return len(named)


# Ed25519 (RFC 8032, section 5.1), verification only: slow and plain. Points are (x, y) on the curve
# -x² + y² = 1 + d·x²·y² over the integers modulo P.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def is_signed(signature, text, key):
    if len(signature) != 64 or len(key) != 32:
        return False
    commitment, public = point(signature[:32]), point(key)
    scalar = int.from_bytes(signature[32:], "little")
    if commitment is None or public is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % ORDER
    base = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    return times(scalar, base) == plus(commitment, times(challenge, public))


def point(encoded):
    """None where the bytes are no point of the curve."""
    number = int.from_bytes(encoded, "little")
    y, odd = number & (2**255 - 1), number >> 255
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    return (P - x if x % 2 != odd else x, y)


def plus(left, right):
    (x1, y1), (x2, y2) = left, right
    cross = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + cross, -1, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - cross, -1, P) % P
    return (x, y)


def times(factor, start):
    total, power = (0, 1), start
    while factor:
        if factor & 1:
            total = plus(total, power)
        power, factor = plus(power, power), factor >> 1
    return total


def main():
    parser = argparse.ArgumentParser(description="Check an exported ledger.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", help="the public key that must have signed the end, 64 hex digits")
    parser.add_argument("--evidence", type=Path, help="a folder with the files that consents name")
    asked = parser.parse_args()
    try:
        lines = asked.file.read_text(encoding="utf-8").splitlines()
        print(check(lines, asked.key, asked.evidence))
    except Wrong as wrong:
        print(wrong)
        return 1
    except (Unreadable, OSError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
