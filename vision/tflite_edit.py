"""Edit TensorFlow Lite pose models and pack them into MediaPipe `.task` bundles.

Everything here is deterministic: the same input bytes and the same pinned `flatbuffers` give the
same output bytes, so that the result can be checked against a known SHA-256.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

import flatbuffers
import numpy as np
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
from mediapipe.tasks.metadata import schema_py_generated as schema

DETECTOR_MEMBER = "pose_detector.tflite"
LANDMARKS_MEMBER = "pose_landmarks_detector.tflite"

_MASK_SHAPE = [1, 256, 256, 1]
_METADATA_NAME = "TFLITE_METADATA"
_PIXEL_MAX = 255.0
_ALIGNMENT = 16
_FILE_DATE = (1980, 1, 1, 0, 0, 0)
_LOCAL_HEADER_BYTES = 30
_EXTRA_HEADER_BYTES = 4


def build_bundle(detector: bytes, landmarks: bytes) -> bytes:
    """Return the `.task` bundle of a pose detector and a pose landmark model.

    The segmentation head of the landmark model is cut off (the landmarks stay the same to the
    bit) and the normalisation metadata that MediaPipe Tasks demands is added. The detector must
    carry its own.

    Raises:
        ValueError: The landmark model has no segmentation output, or the detector has no metadata.
    """
    if not _has_metadata(_unpack(detector)):
        raise ValueError(f"expected a detector with {_METADATA_NAME}, got one without")
    model = _unpack(landmarks)
    _cut_segmentation(model)
    _add_metadata(model, _describe_landmarks(len(model.subgraphs[0].outputs)))
    return _zip_stored({DETECTOR_MEMBER: detector, LANDMARKS_MEMBER: _pack(model)})


def build_unpruned_bundle(detector: bytes, landmarks: bytes) -> bytes:
    """Return the bundle with the segmentation head left in: the reference for tests."""
    model = _unpack(landmarks)
    _add_metadata(model, _describe_landmarks(len(model.subgraphs[0].outputs)))
    return _zip_stored({DETECTOR_MEMBER: detector, LANDMARKS_MEMBER: _pack(model)})


def _unpack(model: bytes) -> Any:
    return schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(model, 0))


def _pack(model: Any) -> bytes:
    builder = flatbuffers.Builder(1 << 20)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _cut_segmentation(model: Any) -> None:
    """Replace the mask output by a constant; drop operators and weights that only feed it."""
    graph = model.subgraphs[0]
    shapes = [list(graph.tensors[output].shape) for output in graph.outputs]
    if shapes.count(_MASK_SHAPE) != 1:
        raise ValueError(f"expected one output of shape {_MASK_SHAPE}, got shapes {shapes}")
    position = shapes.index(_MASK_SHAPE)
    outputs = list(graph.outputs)
    mask = graph.tensors[outputs[position]]

    kept = [output for output in outputs if output != outputs[position]]
    needed = _operators_behind(graph, kept)
    graph.operators = [op for index, op in enumerate(graph.operators) if index in needed]
    outputs[position] = _append_zeros(model, mask)
    graph.outputs = outputs
    _drop_unused_weights(model)


def _operators_behind(graph: Any, tensors: list[int]) -> set[int]:
    """Return the indices of the operators that the given tensors depend on."""
    producer = {out: index for index, op in enumerate(graph.operators) for out in op.outputs}
    needed: set[int] = set()
    waiting = list(tensors)
    while waiting:
        index = producer.get(waiting.pop())
        if index is not None and index not in needed:
            needed.add(index)
            waiting.extend(tensor for tensor in graph.operators[index].inputs if tensor >= 0)
    return needed


def _append_zeros(model: Any, like: Any) -> int:
    """Append a constant float32 zero tensor of the shape and name of `like`; return its index."""
    graph = model.subgraphs[0]
    buffer = schema.BufferT()
    buffer.data = np.zeros(int(np.prod(like.shape)) * np.dtype(np.float32).itemsize, np.uint8)
    model.buffers.append(buffer)
    tensor = schema.TensorT()
    tensor.shape, tensor.type, tensor.name = list(like.shape), schema.TensorType.FLOAT32, like.name
    tensor.buffer = len(model.buffers) - 1
    graph.tensors.append(tensor)
    return len(graph.tensors) - 1


def _drop_unused_weights(model: Any) -> None:
    """Empty the buffers that no tensor in use refers to."""
    graph = model.subgraphs[0]
    used = set(graph.inputs) | set(graph.outputs)
    for op in graph.operators:
        used |= {tensor for tensor in (*op.inputs, *op.outputs) if tensor >= 0}
    kept = {graph.tensors[index].buffer for index in used}
    for tensor in graph.tensors:
        if tensor.buffer not in kept:
            model.buffers[tensor.buffer].data = None


def _has_metadata(model: Any) -> bool:
    return any(entry.name == _METADATA_NAME.encode() for entry in model.metadata or [])


def _add_metadata(model: Any, metadata: bytes) -> None:
    entries = [entry for entry in model.metadata or [] if entry.name != _METADATA_NAME.encode()]
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(metadata, np.uint8)
    model.buffers.append(buffer)
    entry = schema.MetadataT()
    entry.name, entry.buffer = _METADATA_NAME, len(model.buffers) - 1
    model.metadata = [*entries, entry]


def _describe_landmarks(output_count: int) -> bytes:
    """Return the metadata of a landmark model: one RGB image in, scaled from 0..255 to 0..1."""
    subgraph = metadata_schema.SubGraphMetadataT()
    subgraph.inputTensorMetadata = [_describe_image()]
    subgraph.outputTensorMetadata = [_describe_output(index) for index in range(output_count)]
    root = metadata_schema.ModelMetadataT()
    root.name, root.minParserVersion = "pose_landmarks_detector", "1.0.0"
    root.subgraphMetadata = [subgraph]
    builder = flatbuffers.Builder(1024)
    builder.Finish(root.Pack(builder), b"M001")
    return bytes(builder.Output())


def _describe_image() -> Any:
    normalisation = metadata_schema.NormalizationOptionsT()
    normalisation.mean, normalisation.std = [0.0], [_PIXEL_MAX]
    unit = metadata_schema.ProcessUnitT()
    unit.optionsType = metadata_schema.ProcessUnitOptions.NormalizationOptions
    unit.options = normalisation
    image = metadata_schema.ImagePropertiesT()
    image.colorSpace = metadata_schema.ColorSpaceType.RGB
    content = metadata_schema.ContentT()
    content.contentPropertiesType = metadata_schema.ContentProperties.ImageProperties
    content.contentProperties = image
    stats = metadata_schema.StatsT()
    stats.max, stats.min = [1.0], [0.0]
    tensor = metadata_schema.TensorMetadataT()
    tensor.name, tensor.processUnits, tensor.content, tensor.stats = "image", [unit], content, stats
    return tensor


def _describe_output(index: int) -> Any:
    content = metadata_schema.ContentT()
    content.contentPropertiesType = metadata_schema.ContentProperties.FeatureProperties
    content.contentProperties = metadata_schema.FeaturePropertiesT()
    tensor = metadata_schema.TensorMetadataT()
    tensor.name, tensor.content = f"output_{index}", content
    return tensor


def _zip_stored(members: dict[str, bytes]) -> bytes:
    """Return an uncompressed zip with aligned members and fixed dates, as MediaPipe maps them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _FILE_DATE)
            info.create_system = 3
            header = _LOCAL_HEADER_BYTES + len(name) + _EXTRA_HEADER_BYTES
            padding = -(buffer.tell() + header) % _ALIGNMENT
            info.extra = b"\x55\x55" + padding.to_bytes(2, "little") + bytes(padding)
            archive.writestr(info, data)
    return buffer.getvalue()
