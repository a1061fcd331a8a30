"""Prints the two commands that the README begins with: install and demo, then the tests."""

import re
import sys
from pathlib import Path

blocks = re.findall(r"```bash\n(.*?)```", Path(sys.argv[1]).read_text(encoding="utf-8"), re.S)
if len(blocks) < 2:
    sys.exit("the README must begin with two bash blocks")
print("\n".join(block.strip() for block in blocks[:2]))
