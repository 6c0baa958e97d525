// @ts-check
// The binary "snapshots" message, turned into snapshots; the counterpart of playground/live/wire.py.

/**
 * One moment of a run: the network's parameters and what was measured there (NaN: not measured).
 * @typedef {object} Snapshot
 * @property {number} seq            counts on from 0 for the run's first weights
 * @property {number} batch          batches done within the epoch
 * @property {number} progress       epochs done, with the fraction
 * @property {number} trainLoss
 * @property {number} testLoss
 * @property {number} trainAccuracy
 * @property {number} testAccuracy
 * @property {number} computeSeconds seconds of training so far
 * @property {Float32Array} params   all layers, each (n_in + 1, n_out) row-major, last row the bias
 */

const KIND_SNAPSHOTS = 1;
const HEADER_BYTES = 16;
const RECORD_BYTES = 40;

/**
 * Read one binary message. Little endian: u32 kind, count, stride, n_params; then `count` records of
 * u32 seq, u32 batch, f64 progress, f32 × 5 measurements, u32 reserved, f32 × n_params.
 * @param {ArrayBuffer} buffer
 * @returns {{stride: number, snapshots: Snapshot[]}}
 * @throws {RangeError} when the message is not one, or is cut off
 */
export function decodeSnapshots(buffer) {
  if (buffer.byteLength < HEADER_BYTES) {
    throw new RangeError(`A message has at least ${HEADER_BYTES} bytes. Got ${buffer.byteLength}.`);
  }
  const data = new DataView(buffer);
  const [kind, count, stride, nParams] = [0, 4, 8, 12].map((at) => data.getUint32(at, true));
  if (kind !== KIND_SNAPSHOTS) {
    throw new RangeError(`A binary message is of kind ${KIND_SNAPSHOTS}. Got ${kind}.`);
  }
  const recordBytes = RECORD_BYTES + 4 * nParams;
  const expected = HEADER_BYTES + count * recordBytes;
  if (buffer.byteLength !== expected) {
    throw new RangeError(
      `${count} snapshots of ${nParams} parameters take ${expected} bytes. Got ${buffer.byteLength}.`,
    );
  }
  const snapshots = new Array(count);
  for (let i = 0; i < count; i++) {
    snapshots[i] = decodeRecord(data, HEADER_BYTES + i * recordBytes, nParams);
  }
  return { stride: Math.max(1, stride), snapshots };
}

/**
 * @param {DataView} data
 * @param {number} at byte offset of the record
 * @param {number} nParams
 * @returns {Snapshot}
 */
function decodeRecord(data, at, nParams) {
  const start = at + RECORD_BYTES;
  return {
    seq: data.getUint32(at, true),
    batch: data.getUint32(at + 4, true),
    progress: data.getFloat64(at + 8, true),
    trainLoss: data.getFloat32(at + 16, true),
    testLoss: data.getFloat32(at + 20, true),
    trainAccuracy: data.getFloat32(at + 24, true),
    testAccuracy: data.getFloat32(at + 28, true),
    computeSeconds: data.getFloat32(at + 32, true),
    // A copy: a view would keep the whole message alive for one kept snapshot.
    params: new Float32Array(data.buffer.slice(start, start + 4 * nParams)),
  };
}
