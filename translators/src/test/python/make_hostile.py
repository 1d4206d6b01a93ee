"""Makes translators/src/test/resources/hostile: weight files that lie, attack or are damaged.

    V/bin/python translators/src/test/python/make_hostile.py translators/src/test/resources/hostile

What each file does is told next to it here, and lands with the
finding that the reader must name in README.md, which HostileFilesTest reads. The Java build never
runs this.
"""
import io
import json
import os
import pickle
import struct
import sys
import zipfile
from pathlib import Path

out = Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
for old in out.iterdir():
    old.unlink()
rows = []


def put(name, does, finding, data):
    (out / name).write_bytes(data)
    rows.append(f"| {name} | {does} | {finding} |")


# ---------------------------------------------------------------- safetensors

def safetensors(header, data=b"", claimed=None):
    text = header if isinstance(header, bytes) else header.encode() if isinstance(header, str) \
        else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if claimed is None else claimed) + text + data


def tensor(shape=(2,), offsets=(0, 8), dtype="F32", **more):
    return dict(dtype=dtype, shape=list(shape), data_offsets=list(offsets), **more)


def st(name, does, finding, header, data=bytes(8), claimed=None):
    put(f"{name}.safetensors", does, finding, safetensors(header, data, claimed))


put("empty.safetensors", "has no bytes", "the file has 0 bytes", b"")
put("five-bytes.safetensors", "ends within the header's length", "the file has 5 bytes", b"\2\0\0\0\0")
st("header-length-negative", "claims a header of 2^64 - 1 bytes", "claims 18446744073709551615 bytes",
   {"a": tensor()}, claimed=2 ** 64 - 1)
st("header-length-over-limit", "claims a header of 100,000,001 bytes", "allowed are 2 to 100 million",
   {"a": tensor()}, claimed=100_000_001)
st("header-length-one", "claims a header of one byte", "the header claims 1 bytes", "{", claimed=1)
st("header-longer-than-file", "claims more header than there is file", "it is truncated",
   {"a": tensor()}, claimed=5000)
st("header-cut", "has a header that ends too early", "is not JSON", json.dumps({"a": tensor()})[:-9])
st("header-begins-with-space", "has white space before the header", "must begin with '{'", ' {"a":1}')
st("header-not-utf8", "has a byte in the header that is not UTF-8", "is not JSON in UTF-8", b'{"\xff":{}}')
st("header-trailing", "has a second value after the header", "is not JSON in UTF-8 at line 1 column 57",
   '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} {}')
st("header-comment", "has a comment in the header", "is not JSON", '{/* */"a":1}')
st("header-deep", "nests 4,000 arrays", "allowed is an object", '{"a":' + "[" * 4000 + "]" * 4000 + "}")
st("name-twice", "has one name twice", "the name 'a' twice",
   '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}')
st("field-twice", "has the field dtype twice", "the name 'dtype' twice",
   '{"a":{"dtype":"F32","dtype":"I32","shape":[2],"data_offsets":[0,8]}}')
st("field-missing", "has a tensor without shape", "must have dtype, shape and data_offsets",
   {"a": dict(dtype="F32", data_offsets=[0, 8])})
st("field-unknown", "has a field that the format does not know", "has a field 'strides'", {"a": tensor(strides=[1])})
st("tensor-null", "has null for a tensor", "allowed is an object", {"a": None})
st("metadata-number", "has metadata that is no text", "allowed is a string", {"__metadata__": {"n": 1}, "a": tensor()})
st("dtype-unknown", "has a type of 8-bit floats", "has dtype 'F8_E4M3'; allowed are F64",
   {"a": tensor((8,), dtype="F8_E4M3")})
st("dtype-control-characters", "has a line break in a type, to forge a log", "has dtype 'F32?ERROR forged'",
   {"a": tensor(dtype="F32\nERROR forged")})
st("shape-negative", "has a negative dimension", "has '-2' at '$.a.shape[0]'; allowed is a whole number", {"a": tensor((-2,))})
st("shape-fraction", "has half a row", "has '1.5' at '$.a.shape[0]'; allowed is a whole number", {"a": tensor((1.5,))})
st("shape-text", "has a dimension in quotes", "has STRING at '$.a.shape[0]'; allowed is a whole number", {"a": tensor(("2",))})
st("shape-beyond-64-bits", "has a dimension of 10^30", "allowed is a whole number", {"a": tensor((10 ** 30,))})
st("shape-overflows", "has dimensions whose product overflows to 8 bytes", "more elements than 64 bits can count",
   {"a": tensor((2 ** 33, 2 ** 31 + 1, 2))})
st("shape-overflows-by-type", "has elements whose size in bytes overflows", "more elements than 64 bits can count",
   {"a": tensor((2 ** 31, 2 ** 31))})
st("shape-zero-times-huge", "hides an overflow behind a dimension of 0", "more elements than 64 bits can count",
   {"a": tensor((0, 2 ** 50, 2 ** 50), (0, 0))}, b"")
st("shape-of-9-axes", "has nine axes", "more than the 8 dimensions allowed", {"a": tensor((1,) * 8 + (2,))})
st("shape-of-10000-axes", "has 10,000 axes", "more than the 8 dimensions allowed",
   '{"a":{"dtype":"F32","shape":[' + "1," * 9999 + '2],"data_offsets":[0,8]}}')
st("offsets-three", "has three offsets", "more than the 2 data_offsets allowed", {"a": tensor(offsets=(0, 8, 8))})
st("offsets-one", "has one offset", "must have two data_offsets", {"a": tensor(offsets=(8,))})
st("offsets-reversed", "ends before it begins", "allowed is begin <= end", {"a": tensor(offsets=(8, 0))})
st("offsets-negative", "begins before the file", "allowed is a whole number", {"a": tensor(offsets=(-8, 0))})
st("offsets-outside", "reaches beyond the end of the file", "truncated or damaged",
   {"a": tensor((4,), (0, 16))})
st("offsets-overlap", "has two tensors over the same bytes", "inside the tensor before it",
   {"a": tensor(), "b": tensor((1,), (4, 8))})
st("offsets-same", "has two tensors at the very same place", "inside the tensor before it",
   {"a": tensor(), "b": tensor()})
st("offsets-gap", "leaves bytes out between two tensors", "a gap before it", {"a": tensor((1,), (0, 4)),
   "b": tensor((1,), (8, 12))}, bytes(12))
st("offsets-gap-first", "leaves bytes out before the first tensor", "a gap before it", {"a": tensor((1,), (4, 8))})
st("bytes-after-last", "hides bytes after the last tensor", "allowed is nothing after the last",
   {"a": tensor()}, bytes(4096))
st("length-disagrees", "has fewer bytes than shape and type need", "both must agree", {"a": tensor((3,))})
st("bool-of-7", "has the byte 7 for a truth value", "holds the byte 7; allowed are 0 and 1",
   {"a": tensor((8,), dtype="BOOL")}, bytes([0, 1, 0, 1, 7, 0, 0, 0]))
put("git-lfs.safetensors", "is the pointer that git leaves without LFS", "run 'git lfs pull'",
    b"version https://git-lfs.github.com/spec/v1\noid sha256:0000\nsize 90864192\n")


# ---------------------------------------------------------------- pickles

def archive(pkl, storages=(bytes(16),), method=zipfile.ZIP_STORED, **entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        if pkl is not None:
            file.writestr(zipfile.ZipInfo("m/data.pkl"), pkl, method)
        for key, storage in enumerate(storages):
            file.writestr(zipfile.ZipInfo(f"m/data/{key}"), storage)
        for name, data in entries.items():
            file.writestr(zipfile.ZipInfo(name.replace("__", "/")), data)
    return buffer.getvalue()


def text(string):
    return b"X" + struct.pack("<L", len(string)) + string.encode()


def number(n):
    return b"\x8a\x08" + struct.pack("<q", n)


def numbers(items):
    return b"(" + b"".join(number(n) for n in items) + b"t"


def storage(key="0", kind=b"ctorch\nFloatStorage\n", elements=4):
    return b"(" + text("storage") + kind + text(key) + text("cpu") + number(elements) + b"tQ"


def rebuilt(size=(4,), stride=(1,), offset=0, memory=None):
    return (b"ctorch._utils\n_rebuild_tensor_v2\n(" + (memory or storage()) + number(offset) + numbers(size)
            + numbers(stride) + b"\x89ccollections\nOrderedDict\n)RtR")


def state(*values):
    items = b"".join(text(f"t{i}") + value for i, value in enumerate(values))
    return b"\x80\x02}(" + items + b"u."


def pk(name, does, finding, pkl, **options):
    put(f"{name}.bin", does, finding, archive(pkl, **options))


class Call:
    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


command = Call(os.system, "touch /tmp/weights-were-run")
for protocol in (2, 4):
    pk(f"os-system-protocol-{protocol}", f"runs a shell command when unpickled, protocol {protocol}",
       "names 'posix.system', which is not on the list", pickle.dumps({"a": command}, protocol))
pk("builtins-eval", "evaluates Python code", "'__builtin__.eval', which is not on the list",
   pickle.dumps(Call(eval, "1 + 1"), 2))
pk("torch-load", "asks PyTorch to unpickle another file", "'torch.load', which is not on the list",
   b"\x80\x02ctorch\nload\n" + text("other.bin") + b"\x85R.")
pk("load-from-bytes", "has a pickle within the pickle, which PyTorch would run",
   "'torch.storage._load_from_bytes', which is not on the list",
   b"\x80\x02ctorch.storage\n_load_from_bytes\n" + text("x") + b"\x85R.")
pk("global-without-call", "names a Java class and does not call it",
   "'java.lang.Runtime', which is not on the list", state(b"cjava.lang\nRuntime\n"))
pk("global-dotted", "hides an attribute in a name that is allowed",
   "'torch._utils._rebuild_tensor_v2.__globals__', which is not on the list",
   b"\x80\x04" + text("torch._utils") + text("_rebuild_tensor_v2.__globals__") + b"\x93.")
pk("opcode-inst", "calls by the opcode INST", "the opcode 0x69", b"\x80\x02(" + text("id") + b"ios\nsystem\n.")
pk("opcode-obj", "calls by the opcode OBJ", "the opcode 0x6F", b"\x80\x02(ctorch\nSize\no.")
pk("opcode-newobj", "makes an object by NEWOBJ", "the opcode 0x81", b"\x80\x02ctorch\nSize\n)\x81.")
pk("opcode-ext", "names a global by a number of the extension registry", "the opcode 0x82", b"\x80\x02\x82\x01.")
pk("opcode-persid", "has a persistent id in text", "the opcode 0x50", b"\x80\x02P1\n.")
pk("opcode-unknown", "has an opcode that Python does not know", "the opcode 0xFF", b"\x80\x02\xff.")
pk("build-on-function", "gives a function a state", "gives a state to function",
   b"\x80\x02ccollections\nOrderedDict\n}b.")
pk("call-a-storage", "calls a storage class", "calls storageclass, which is no function",
   b"\x80\x02ctorch\nFloatStorage\n)R.")
pk("rebuild-in-rebuild", "wraps a function in itself", "wraps _rebuild_from_type_v2 in itself",
   b"\x80\x02ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._tensor\n_rebuild_from_type_v2\n"
   b"ctorch\nTensor\n))tR.")
pk("rebuild-without-arguments", "rebuilds a tensor of nothing", "passes nothing where Storage is expected",
   state(b"ctorch._utils\n_rebuild_tensor_v2\n)R"))
pk("ordered-dict-of-items", "passes arguments to OrderedDict", "OrderedDict has arguments",
   b"\x80\x02ccollections\nOrderedDict\n]\x85R.")
pk("protocol-0", "is a pickle of protocol 0", "has protocol 0; allowed are 2 to 5", b"(dp0\n.")
pk("protocol-9", "is a pickle of a protocol to come", "has protocol 9; allowed are 2 to 5", b"\x80\x09}.")
pk("stack-empty", "takes from an empty stack", "an empty stack", b"\x80\x02s.")
pk("stack-below-mark", "takes what lies below a mark", "an empty stack", b"\x80\x02}(s.")
pk("mark-missing", "looks for a mark that was never set", "a mark that was never set", b"\x80\x02}u.")
pk("memo-missing", "recalls what it never stored", "it never stored", b"\x80\x02h\x07.")
pk("stop-missing", "ends without STOP", "it is truncated", b"\x80\x02}")
pk("text-longer-than-file", "claims a text of 4 GB", "it is truncated", b"\x80\x02X\xff\xff\xff\xff.")
pk("text-length-negative", "claims a text of 2^63 bytes", "it is truncated", b"\x80\x04\x8d" + b"\xff" * 8 + b".")
pk("text-not-utf8", "has a text that is not UTF-8", "not UTF-8", b"\x80\x02X\x01\0\0\0\xff.")
pk("int-of-200-bytes", "has a number of 200 bytes", "an int of 200 bytes; allowed are 10",
   b"\x80\x02\x8a\xc8" + b"\x01" * 200 + b".")
pk("stack-of-70000", "stacks 70,000 objects", "allowed are 65536 objects and 1024 marks", b"\x80\x02" + b"N" * 70000 + b".")
pk("marks-of-2000", "sets 2,000 marks", "allowed are 65536 objects and 1024 marks", b"\x80\x02" + b"(" * 2000 + b".")
pk("key-is-a-list", "has a list as key, whose hash could recur for ever", "a key of type list", b"\x80\x02}]Ns.")
pk("key-twice", "has one key twice", "the key 'a' twice", b"\x80\x02}(" + text("a") + b"N" + text("a") + b"Nu.")
pk("dict-in-itself", "has a dict that holds itself as state_dict", "holds dict under 'state_dict'",
   b"\x80\x02}q\0" + text("state_dict") + b"h\0s.")
pk("not-a-dict", "holds a list", "holds list; allowed is a dict", b"\x80\x02].")
pk("name-is-a-number", "has a number where a name should be", "the key 7; allowed are names of tensors",
   b"\x80\x02}K\7" + rebuilt() + b"s.")
pk("not-a-tensor", "holds a number where a tensor should be", "holds int under 't0'; allowed are tensors",
   state(number(3)))
pk("persistent-id-odd", "has a persistent id that is no storage", "does not name a storage",
   b"\x80\x02" + text("../../etc/passwd") + b"Q.")
pk("storage-path", "names a storage by a path out of the archive", "'../../../etc/passwd', which the file does not hold",
   state(rebuilt(memory=storage("../../../etc/passwd"))))
pk("storage-missing", "names a storage that is not there", "'7', which the file does not hold",
   state(rebuilt(memory=storage("7"))))
pk("storage-smaller", "claims more elements than the storage has", "the file holds 16 bytes of it",
   state(rebuilt(memory=storage(elements=1 << 40))))
pk("storage-odd-bytes", "has a storage of 15 bytes for floats", "the file holds 15 bytes of it",
   state(rebuilt((3,), memory=storage(elements=3))), storages=(bytes(15),))
pk("storage-untyped", "has a storage without a type", "without a dtype",
   state(rebuilt(memory=storage(kind=b"ctorch.storage\nUntypedStorage\n", elements=16))))
pk("storage-of-two-types", "has one storage as floats and as integers", "one of another type or size",
   state(rebuilt(), rebuilt(memory=storage(kind=b"ctorch\nIntStorage\n"))))
pk("tensor-past-the-end", "reaches beyond its storage", "from element 1 to 4 of a storage that has 4",
   state(rebuilt(offset=1)))
pk("tensor-offset-negative", "begins before its storage", "it must lie inside", state(rebuilt(offset=-1)))
pk("tensor-offset-huge", "has an offset that overflows", "64 bits can count", state(rebuilt(offset=2 ** 63 - 1)))
pk("tensor-stride-huge", "has a stride that overflows", "64 bits can count", state(rebuilt((4,), (2 ** 62,))))
pk("tensor-stride-negative", "has a negative stride", "no tuple of whole numbers", state(rebuilt((4,), (-1,))))
pk("tensor-expanded", "makes 4 TB of one number by a stride of 0", "repeats elements",
   state(rebuilt((1 << 40,), (0,))))
pk("tensor-size-overflows", "has sizes whose product overflows", "64 bits can count",
   state(rebuilt((1 << 40, 1 << 40), (0, 0))))
pk("tensor-of-1000-axes", "has 1,000 axes", "has a size of 1000 axes; allowed are at most 8", state(rebuilt((1,) * 1000, (1,) * 1000)))
pk("tensor-strides-missing", "has fewer strides than axes", "has 2 sizes and 1 strides", state(rebuilt((2, 2), (1,))))
pk("bool-storage-of-7", "has the byte 7 for a truth value", "holds the byte 7; allowed are 0 and 1",
   state(rebuilt(memory=storage(kind=b"ctorch\nBoolStorage\n"))), storages=(b"\0\1\7\0",))
pk("byteorder-middle", "has bytes in an order of its own", "its byteorder is 'middle'",
   state(rebuilt()), m__byteorder=b"middle")
put("torchscript.bin", "is a TorchScript archive, that is a program", "is a TorchScript archive",
    archive(state(rebuilt()), **{"m__constants.pkl": b"\x80\x02)."}))
pk("no-pickle", "is an archive without a pickle", "holds no data.pkl", None)
put("two-pickles.bin", "has two pickles", "more than one data.pkl",
    archive(state(rebuilt()), **{"n__data.pkl": b"\x80\x02}."}))

# ---------------------------------------------------------------- zip archives

good = archive(state(rebuilt()))
start = good.index(b"PK\1\2")
put("zip-bomb.bin", "is 40 MB of zeros, deflated to 40 kB", "is compressed",
    archive(b"\x80\x02" + bytes(40_000_000), method=zipfile.ZIP_DEFLATED))


def patched(where, value):
    return good[:where] + value + good[where + len(value):]


end = good.rindex(b"PK\5\6")
put("zip-lies-about-size.bin", "claims 4 GB for an entry", "more than there are",
    patched(start + 20, b"\xf0\xff\xff\xff\xf0\xff\xff\xff"))
put("zip-lies-about-offset.bin", "has an entry outside the file", "lies outside the file",
    patched(start + 42, b"\xf0\xff\xff\x7f"))
put("zip-lies-about-count.bin", "claims 60,000 entries", "claims 60000 entries", patched(end + 10, b"\x60\xea"))
put("zip-hides-an-entry.bin", "has more entries than it claims", "more than the 1 entries", patched(end + 10, b"\1\0"))
put("zip-directory-outside.bin", "has its directory outside the file", "directory lies outside the file",
    patched(end + 16, b"\xf0\xff\xff\x7f"))
put("zip-encrypted.bin", "has an encrypted entry", "is encrypted", patched(start + 8, b"\1\0"))
put("zip-two-names.bin", "has one name in the directory and another at the entry", "another name",
    patched(30, b"M/data.pkl"))
put("zip64-missing.bin", "points to a zip64 field that is not there", "lacks its zip64 field",
    patched(start + 24, b"\xff\xff\xff\xff"))
put("zip64-end-missing.bin", "points to a zip64 end that is not there", "points to no zip64 end record",
    good[:end] + struct.pack("<4sLQL", b"PK\6\7", 0, 3, 1) + good[end:])
put("zip-truncated.bin", "ends in the middle", "the file is truncated", good[:start - 5])
put("zip-overlap.bin", "has two entries over the same bytes", "overlaps another",
    patched(start + 20, struct.pack("<LL", 1 + struct.unpack_from("<L", good, start + 20)[0],
                                    1 + struct.unpack_from("<L", good, start + 20)[0])))
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as file:
    for _ in range(2):
        file.writestr(zipfile.ZipInfo("m/data.pkl"), state(rebuilt()))
put("zip-name-twice.bin", "has one entry twice, as checkers and loaders may pick another", "is there twice",
    buffer.getvalue())
put("zip-empty.bin", "is a zip archive without entries", "neither a zip archive nor a pickle", b"PK\5\6" + bytes(18))
put("not-a-zip.bin", "is text", "neither a zip archive nor a pickle", b"<html>404 Not Found</html>")
put("no-bytes.bin", "has no bytes", "neither a zip archive nor a pickle", b"")
put("git-lfs.bin", "is the pointer that git leaves without LFS", "run 'git lfs pull'",
    b"version https://git-lfs.github.com/spec/v1\noid sha256:0000\nsize 90864192\n")
put("tar.bin", "is in PyTorch's first format", "the tar format that torch.save wrote before 2018; allowed are those",
    bytes(257) + b"ustar" + bytes(250))

# ---------------------------------------------------------------- the format before PyTorch 1.6

MAGIC = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."


def old_storage(key="0", elements=4, part=b"N", kind=b"ctorch\nFloatStorage\n"):
    return b"(" + text("storage") + kind + text(key) + text("cpu") + number(elements) + part + b"tQ"


def part(offset, size):
    return b"(" + text("v") + number(offset) + number(size) + b"t"


def old(name, does, finding, values=None, magic=MAGIC, version=1001, machine=b"}", keys=("0",),
        storages=struct.pack("<q", 4) + bytes(16)):
    listed = b"](" + b"".join(text(key) for key in keys) + b"e" if isinstance(keys, tuple) else keys
    put(f"legacy-{name}.bin", does, finding,
        magic + b"\x80\x02" + number(version) + b".\x80\x02" + machine + b"."
        + (values or state(rebuilt(memory=old_storage()))) + b"\x80\x02" + listed + b"." + storages)


old("magic-wrong", "has another magic number", "without torch's magic number", magic=b"\x80\x02" + number(7) + b".")
old("magic-missing", "is a pickle of something else", "without torch's magic number", magic=b"\x80\x02}.")
old("version-1002", "is of a version to come", "has the version 1002; allowed is 1001", version=1002)
old("machine-is-a-list", "tells the machine by a list", "tells the machine by list; allowed is a dict", machine=b"]")
old("os-system", "runs a shell command when unpickled", "names 'posix.system', which is not on the list",
    pickle.dumps({"a": command}, 2))
old("keys-are-a-dict", "lists its storages by a dict", "lists its storages by dict; allowed is a list", keys=b"}")
old("keys-are-numbers", "lists a number as a storage", "lists the storage '7', in which no tensor lies", keys=b"](K\7e")
old("key-unknown", "lists a storage that no tensor has", "lists the storage '1', in which no tensor lies", keys=("0", "1"))
old("key-missing", "doesn't list the storage of a tensor", "'0', which the file does not hold", keys=())
old("key-twice", "lists a storage twice", "lists the storage '0' twice", keys=("0", "0"),
    storages=2 * (struct.pack("<q", 4) + bytes(16)))
old("storage-truncated", "ends within a storage", "ends within the storage '0', so it is truncated",
    storages=struct.pack("<q", 4) + bytes(15))
old("storage-count-cut", "ends within the number of elements", "ends within the storage '0'", storages=bytes(7))
old("storage-count-huge", "claims 2^62 elements", "ends within the storage '0'", storages=struct.pack("<q", 1 << 62))
old("storage-count-negative", "claims -1 elements", "has -1 elements, but its tensors know of 4",
    storages=struct.pack("<q", -1) + bytes(16))
old("storage-count-other", "has fewer elements than its tensors say", "has 3 elements, but its tensors know of 4",
    storages=struct.pack("<q", 3) + bytes(12))
old("storage-of-two-types", "has one storage as floats and as integers", "one of another type or size",
    state(rebuilt(memory=old_storage()), rebuilt(memory=old_storage(kind=b"ctorch\nIntStorage\n"))))
old("part-outside", "has a part that reaches beyond its storage", "takes 4 elements at 1 of a storage that has 4",
    state(rebuilt(memory=old_storage(part=part(1, 4)))))
old("part-negative", "has a part that begins before its storage", "they must lie inside",
    state(rebuilt(memory=old_storage(part=part(-1, 4)))))
old("part-overflows", "has a part whose end overflows", "they must lie inside",
    state(rebuilt(memory=old_storage(part=part(2 ** 63 - 1, 2 ** 63 - 1)))))
old("part-exceeded", "has a tensor beyond its part, though within the storage",
    "from element 0 to 3 of a storage that has 2", state(rebuilt(memory=old_storage(part=part(1, 2)))))
old("part-is-a-number", "has a number for a part", "passes int where Tuple is expected",
    state(rebuilt(memory=old_storage(part=number(1)))))

(out / "README.md").write_text("""# Hostile files

Weight files that lie, attack or are damaged, made by `translators/src/test/python/make_hostile.py`. `HostileFilesTest`
opens each and reads all of it; the only right outcome is a `WeightFormatException` of one sentence that says what the
third column tells. None of them does harm to this project; don't open the .bin files with `torch.load` or `pickle`.

| file | what it does | what the reader says |
|---|---|---|
""" + "\n".join(rows) + "\n")
