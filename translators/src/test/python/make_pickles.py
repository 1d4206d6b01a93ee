"""Makes translators/src/test/resources/weights/torch: what torch.save writes, and what it means.

    python3 -m venv V && V/bin/pip install torch==2.13.* safetensors
    V/bin/python translators/src/test/python/make_pickles.py translators/src/test/resources/weights/torch

Next to every <case>.bin lies <case>.safetensors with the tensors that PickleStore must give for it,
widened by PyTorch and contiguous. The Java build never runs this.
"""
import io
import pickle
import struct
import sys
import zipfile
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file

READ_AS = {torch.float16: torch.float32, torch.bfloat16: torch.float32, torch.int16: torch.int32,
           torch.uint16: torch.int32, torch.uint32: torch.int64}


def saved(obj, protocol=2, zipped=True):
    buffer = io.BytesIO()
    torch.save(obj, buffer, pickle_protocol=protocol, _use_new_zipfile_serialization=zipped)
    return buffer.getvalue()


def write(name, data, tensors):
    (out / f"{name}.bin").write_bytes(data)
    save_file({key: value.detach().to(READ_AS.get(value.dtype, value.dtype)).contiguous().clone()
               for key, value in tensors.items()}, out / f"{name}.safetensors")


def write_checked(name, data, tensors):
    """As write(), where torch itself reads what was made."""
    found = torch.load(io.BytesIO(data), weights_only=False)
    found = found.get("state_dict", found)
    for (key, tensor), other in zip(tensors.items(), found.values(), strict=True):
        # Of untyped storages torch doesn't turn the bytes round.
        unswapped = name.startswith("big-endian") and tensor.dtype in (torch.uint16, torch.uint32)
        assert unswapped or torch.equal(tensor, other), (name, key)
    write(name, data, tensors)


def rewritten(data, change):
    """Copies an archive, its entries changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            with new.open(zipfile.ZipInfo(change(info.filename, None)), "w") as entry:
                entry.write(change(info.filename, old.read(info)))
    return buffer.getvalue()


def as_zip64(data):
    """Moves all sizes and offsets of the central directory to zip64 fields, as archives over 4 GiB have them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos, start = archive.infolist(), archive.start_dir
    directory = b""
    for info in infos:
        name = info.filename.encode()
        extra = struct.pack("<HHQQQ", 1, 24, info.file_size, info.compress_size, info.header_offset)
        directory += struct.pack("<4s6H3L5H2L", b"PK\1\2", 45, 45, 0, 0, 0, 0, info.CRC, 0xFFFFFFFF, 0xFFFFFFFF,
                                 len(name), len(extra), 0, 0, 0, 0, 0xFFFFFFFF) + name + extra
    end = start + len(directory)
    return (data[:start] + directory
            + struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, len(infos), len(infos), len(directory), start)
            + struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
            + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0))


def plain():
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 7
    return OrderedDict([
        ("scalar", torch.tensor(1.25)),
        ("empty", torch.empty(0, 3)),
        ("base", base),
        ("shared", base),
        ("transposed", base.t()),
        ("stepped", base[::2, 1::2]),
        ("row", base[2]),
        ("permuted", torch.arange(60, dtype=torch.float32).reshape(3, 4, 5).permute(2, 0, 1)),
        ("sliced", torch.arange(60, dtype=torch.int64).reshape(3, 4, 5)[1:, :, 2:4]),
        ("one", base[:, 3:4]),
        ("parameter", torch.nn.Parameter(base[1:3])),
        ("third", base.view(-1)[1::3]),
    ])


def repeated():
    return OrderedDict([
        ("one", torch.tensor(0.5).expand(2, 3)),
        ("rows", torch.arange(3.0).expand(4, 3)),
        ("columns", torch.arange(3.0)[:, None].expand(3, 5)),
        ("windows", torch.arange(6.0).as_strided((4, 3), (1, 1))),
        ("halves", torch.tensor([0.5, 2], dtype=torch.float16)[:, None].expand(2, 4)),
    ])


def kinds():
    numbers = [0, 1, 2, 100]
    tensors = OrderedDict()
    for name in ("float64", "float32", "int64", "int32", "int16", "int8", "uint8", "uint16", "uint32"):
        tensors[name] = torch.tensor(numbers, dtype=getattr(torch, name))
    tensors["bool"] = torch.tensor([True, False, True])
    tensors["float16"] = torch.tensor([0.1, -65504.0, 6e-8, 0.0], dtype=torch.float16)
    tensors["bfloat16"] = torch.tensor([0.1, -3e38, 1e-40, 0.0], dtype=torch.bfloat16)
    tensors["float16.t"] = torch.linspace(-1, 1, 6, dtype=torch.float16).reshape(2, 3).t()
    tensors["uint16.high"] = torch.tensor([65535], dtype=torch.int32).to(torch.uint16)
    tensors["uint32.high"] = torch.tensor([4294967295], dtype=torch.int64).to(torch.uint32)
    tensors["negative"] = torch.tensor([-1, -300], dtype=torch.int16)
    return tensors


def big_endian(tensors):
    """What torch.save writes on a big-endian machine, its entries aligned."""
    for tensor in tensors.values():
        tensor.untyped_storage().byteswap(tensor.dtype)
    order, sys.byteorder = sys.byteorder, "big"
    try:
        return saved(tensors)
    finally:
        sys.byteorder = order


def storage_views():
    """Parts of storages, which files of early versions name; torch reads them, but writes them no more."""
    base = torch.arange(12, dtype=torch.float32) / 7
    parts = [("whole", 0, 12, 0, (3, 4), (4, 1)), ("part", 4, 6, 1, (2, 2), (2, 1)), ("end", 10, 2, 0, (2,), (1,))]

    class Storage:
        def __init__(self, start, size):
            self.part = None if size == len(base) else (f"view{start}", start, size)

    class Tensor:
        def __init__(self, part):
            self.part = part

        def __reduce__(self):
            _, start, length, offset, size, stride = self.part
            return torch._utils._rebuild_tensor_v2, (Storage(start, length), offset, size, stride, False, OrderedDict())

    class Pickler(pickle.Pickler):
        def persistent_id(self, obj):
            if isinstance(obj, Storage):
                return "storage", torch.FloatStorage, "root", "cpu", len(base), obj.part

    buffer = io.BytesIO()
    machine = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}
    for value in (0x1950A86A20F9469CFC6C, 1001, machine):
        pickle.dump(value, buffer, 2)
    Pickler(buffer, 2).dump(OrderedDict((part[0], Tensor(part)) for part in parts))
    pickle.dump(["root"], buffer, 2)
    buffer.write(struct.pack("<q", len(base)) + base.numpy().tobytes())
    return buffer.getvalue(), OrderedDict(
        (name, base[start:start + length].as_strided(size, stride, start + offset))
        for name, start, length, offset, size, stride in parts)


def as_python_2(data):
    """Turns short texts into those of Python 2, as its torch wrote them."""
    at = 0
    while (at := data.find(b"X", at)) >= 0:
        length = struct.unpack_from("<L", data, at + 1)[0]
        text = data[at + 5:at + 5 + length]
        if length < 60 and text.isascii() and text.decode().isprintable():
            data = data[:at] + b"U" + bytes([length]) + text + data[at + 5 + length:]
        at += 1
    return data


def swapped(tensors):
    """Turns the bytes of the storages round, each by the size of its numbers, as a big-endian machine has them."""
    sizes = [tensor.element_size() for tensor in tensors.values()]

    def change(name, data):
        if data is None:
            return name
        if name.endswith("/byteorder"):
            return b"big"
        key = name.rpartition("/data/")[2]
        if key.isdigit():
            size = sizes[int(key)]
            return b"".join(data[i:i + size][::-1] for i in range(0, len(data), size))
        return data
    return change


out = Path(sys.argv[1])
(out / "legacy").mkdir(parents=True, exist_ok=True)
torch.manual_seed(0)

for protocol in (2, 3, 4, 5):
    write(f"protocol-{protocol}", saved(plain(), protocol), plain())
write("kinds", saved(kinds()), kinds())
write("big-endian", rewritten(saved(kinds()), swapped(kinds())), kinds())
write_checked("big-endian-aligned", big_endian(kinds()), kinds())
write("zip64", as_zip64(saved(plain())), plain())
write("top-folder", rewritten(saved(plain()), lambda name, data: "any/where" + name[name.index("/"):]
                              if data is None else data), plain())

wrapped = OrderedDict(("module." + name, tensor) for name, tensor in plain().items())
write("wrapped", saved({"epoch": 3, "loss": 0.25, "best": None, "frozen": [True, (1, 2), -70000, 1 << 40],
                        "state_dict": wrapped}), plain())
write("repeated", saved(repeated()), repeated())
model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.LayerNorm(2))
write("metadata", saved(model.state_dict()), model.state_dict())
attributed = torch.nn.Parameter(torch.arange(4.0))
attributed.tag = "kept by PyTorch as state"
write("attributes", saved({"a": attributed}), {"a": attributed})

# Before PyTorch 1.6.
for protocol in (2, 4):
    write_checked(f"legacy/protocol-{protocol}", saved(plain(), protocol, zipped=False), plain())
old_kinds = OrderedDict((key, value) for key, value in kinds().items() if not key.startswith(("uint16", "uint32")))
write_checked("legacy/kinds", saved(old_kinds, zipped=False), old_kinds)
other_machine = saved(old_kinds, zipped=False).replace(b"little_endianq\x02\x88", b"little_endianq\x02\x89")
write_checked("legacy/big-endian", other_machine, old_kinds)
write_checked("legacy/wrapped", saved({"epoch": 3, "best": None, "state_dict": wrapped}, zipped=False), plain())
write_checked("legacy/repeated", saved(repeated(), zipped=False), repeated())
for name in ("model", "model_state_dict"):
    write(f"legacy/under-{name}", saved({"step": torch.tensor(3), name: wrapped}, zipped=False), plain())
write_checked("legacy/parameters", saved(OrderedDict(model.named_parameters()), zipped=False), dict(model.named_parameters()))
write_checked("legacy/storage-views", *storage_views())
write_checked("legacy/python-2", as_python_2(saved(model.state_dict(), zipped=False)), model.state_dict())
