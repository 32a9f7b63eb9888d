// Answers requests about the cases below, one line in, one line out:
//
//   list            the names of all cases, separated by spaces
//   write NAME      the values of the case in hex, as hessian.js writes them
//   read NAME HEX   reads the bytes and compares: "ok", or "differs: " and both
//   self NAME       reads what write answers
//
// Any failure is answered by "error: " and its text. The names are those of the
// Java peer's cases, and so are the values, as far as JavaScript can tell them
// apart: a number has no type once it is read, an object no class.
'use strict';

const readline = require('node:readline');
const util = require('node:util');
const hessian = require('hessian.js');

const cases = new Map();

// one adds a case of one value: what reading gives, and what to write for it if
// that is another.
function one(name, want, write = want) {
  many(name, [want], [write]);
}

function many(name, wants, writes = wants) {
  cases.set(name, { wants, writes });
}

const typed = (type, value) => ({ $class: type, $: value });
const object = (name, fields) => typed(`shop.${name}`, fields);
const long = (value) => typed('long', value);
const double = (value) => typed('double', value);
const color = (name) => object('Color', { name });
const decimal = (value) => typed('java.math.BigDecimal', { value });

function scalars() {
  one('null', null);
  one('bool/true', true);
  one('bool/false', false);
  for (const i of [0, 1, -1, -16, -17, 47, 48, -2048, -2049, 2047, 2048, -262144, -262145, 262143, 262144, -0x80000000, 0x7fffffff]) {
    one(`int/${i}`, i);
  }
  for (const l of [0, -8, -9, 15, 16, -2048, -2049, 2047, 2048, -262144, -262145, 262143, 262144, -0x80000000, 0x7fffffff, -0x80000001, 0x80000000]) {
    one(`long/${l}`, l, long(l));
  }
  for (const l of ['-9223372036854775808', '9223372036854775807']) {
    one(`long/${l}`, l, long(l));
  }
  const doubles = {
    zero: 0, minusZero: -0, one: 1, minusOne: -1, byteMin: -128, byteMax: 127, overByte: 128, underByte: -129, shortMin: -32768, shortMax: 32767,
    overShort: 32768, underShort: -32769, thousandth: 0.001, tenth: 0.1, quarters: 12.25, notThousandths: 1.001, thousandths: 65.536,
    negativeThousandths: -2.5, mostThousandths: 2147483.647, overThousandths: 2147483.648, pi: Math.PI, large: 1e300, max: Number.MAX_VALUE,
    smallestNormal: 2 ** -1022, subnormal: Number.MIN_VALUE, infinity: Infinity, minusInfinity: -Infinity, nan: NaN,
  };
  for (const [name, value] of Object.entries(doubles)) {
    one(`double/${name}`, value, double(value));
  }
  for (const ms of [0, 60000, 59999, 1, -1, -60000, 894621091000, 894621060000, 253402300799999, 60000 * 0x7fffffff, 60000 * -0x80000000, 60000 * 0x80000000]) {
    one(`date/${ms}`, new Date(ms));
  }
}

function texts() {
  for (const n of [0, 1, 31, 32, 1023, 1024, 32767, 32768, 32769, 65535, 65536, 70000]) {
    one(`string/ascii${n}`, 'a'.repeat(n));
  }
  one('string/latin', 'naïve café');
  one('string/han', '中文');
  one('string/emoji', '\u{1F600} and \u{1F44D}\u{1F3FD}');
  one('string/control', '\u0000\u0001\n\u007f');
  one('string/noncharacters', '\ufffe\uffff\ud7ff\ue000');
  one('string/han31', '中'.repeat(31));
  one('string/han32', '中'.repeat(32));
  one('string/han40000', '中'.repeat(40000));
  one('string/emoji16', '\u{1F600}'.repeat(16));
  one('string/emoji40000', '\u{1F600}'.repeat(40000));
  one('string/emojiAtChunkEnd', `${'a'.repeat(32767)}\u{1F600}${'b'.repeat(10)}`);
  one('string/emojiAfterChunk', `${'a'.repeat(32768)}\u{1F600}`);
  one('string/emojiAtEveryChunkEnd', `${'a'.repeat(32767)}\u{1F600}`.repeat(3));
  for (const n of [0, 1, 15, 16, 1023, 1024, 4093, 32768, 65536]) {
    one(`binary/${n}`, Buffer.from(Array.from({ length: n }, (_, i) => i & 0xff)));
  }
}

function containers() {
  one('array/int', [1, -1, -0x80000000, 0x7fffffff], typed('[int', [1, -1, -0x80000000, 0x7fffffff]));
  one('array/long', [1, -1, '-9223372036854775808', '9223372036854775807'], typed('[long', [1, -1, long('-9223372036854775808'), long('9223372036854775807')]));
  one('array/double', [0, 0.1, Math.PI, -1e300], typed('[double', [0, 0.1, Math.PI, -1e300]));
  one('array/boolean', [true, false], typed('[boolean', [true, false]));
  one('array/string', ['a', '', '中'], typed('[string', ['a', '', '中']));
  one('array/intEmpty', [], typed('[int', []));
  for (const n of [7, 8, 1000]) {
    const ints = Array.from({ length: n }, (_, i) => i);
    one(`array/int${n}`, ints, typed('[int', ints));
  }
  one('list/empty', []);
  one('list/strings', ['a', 'b']);
  one('list/nullString', ['a', null, 'c']);
  one('list/mixed', [1, 2, 1.5, 'a', true, null, Buffer.from([1]), new Date(0)], [1, long(2), 1.5, 'a', true, null, Buffer.from([1]), new Date(0)]);
  one('list/nested', [[1], [[2]], []]);
  one('list/maps', [{ a: 1 }, { b: 2 }]);
  for (const n of [7, 8, 300]) {
    one(`list/of${n}`, Array(n).fill('x'));
  }
  one('list/LinkedList', ['a', 'b'], typed('java.util.LinkedList', ['a', 'b']));
  one('set/LinkedHashSet', ['b', 'a'], typed('java.util.LinkedHashSet', ['b', 'a']));
  one('map/empty', {});
  one('map/strings', { a: '1', b: '2' });
  one('map/nullValue', { a: null, b: '2' });
  one('map/emptyKey', { '': '' });
  one('map/integerKeys', { 1: 'a', '-5': 'b' }, new Map([[1, 'a'], [-5, 'b']]));
  one('map/nested', { a: { b: { c: 1 } } });
  one('map/lists', { a: [1, 2], b: [] });
  one('map/mixedValues', { i: 1, l: 2, d: 1.5, s: 'x', b: true, n: null }, { i: 1, l: long(2), d: 1.5, s: 'x', b: true, n: null });
  one('map/LinkedHashMap', { b: 1, a: 2 }, typed('java.util.LinkedHashMap', { b: 1, a: 2 }));
}

function objects() {
  const ann = () => ({ name: 'Ann', age: 1 });
  const Ann = () => object('Person', { name: 'Ann', age: 1 });
  one('object/person', { name: 'Ann', age: 30 }, object('Person', { name: 'Ann', age: 30 }));
  one('object/nothing', {}, object('Nothing', {}));
  one('list/persons', [ann(), { name: 'Bob', age: 2 }], [Ann(), object('Person', { name: 'Bob', age: 2 })]);
  one('map/persons', { a: ann() }, { a: Ann() });
  one('array/Person', [ann(), null, { name: 'Bob', age: 2 }], typed('[shop.Person', [Ann(), null, object('Person', { name: 'Bob', age: 2 })]));
  one('object/employee', { name: 'Ann', age: 20, company: 'hark', salary: 5 },
    object('Employee', { name: 'Ann', age: 20, company: 'hark', salary: long(5) }));
  one('object/order', order(), orderToWrite());
  one('object/orders', [order(), order()], [orderToWrite(), orderToWrite()]);
  one('enum/plain', { name: 'RED' }, color('RED'));
  one('enum/list', [{ name: 'RED' }, { name: 'BLUE' }, { name: 'RED' }], [color('RED'), color('BLUE'), color('RED')]);
  one('BigDecimal/1.50', { value: '1.50' }, decimal('1.50'));

  const ring = { name: 'ring' };
  ring.next = ring;
  const Ring = object('Node', { name: 'ring' });
  Ring.$.next = Ring;
  one('ref/self', ring, Ring);
  const shared = Ann();
  one('ref/sharedObject', { left: ann(), right: ann() }, object('Two', { left: shared, right: shared }));
  one('ref/equalObjects', { left: ann(), right: ann() }, object('Two', { left: Ann(), right: Ann() }));
  one('ref/inList', [ann(), ann(), ann(), ann()], [shared, shared, Ann(), shared]);
  one('ref/afterEmptiesInList', [[], {}, [], [], {}, ann(), ann()],
    [[], {}, typed('[int', []), typed('java.util.HashSet', []), object('Nothing', {}), shared, shared]);
  one('ref/afterNulls', [null, 'a', Buffer.alloc(0), new Date(0), 1, 2, 0.5, ann(), ann()],
    [null, 'a', Buffer.alloc(0), new Date(0), 1, long(2), 0.5, shared, shared]);
}

function order() {
  return {
    id: 1001, customer: { name: 'Ann', age: 30 },
    items: [{ sku: 'apple', count: 3, price: { value: '0.50' } }, { sku: 'pear', count: 1, price: { value: '1.25' } }],
    notes: { gift: 'yes' }, total: { value: '2.75' }, created: new Date(1234567890000), color: { name: 'GREEN' },
  };
}

function orderToWrite() {
  return object('Order', {
    id: long(1001), customer: object('Person', { name: 'Ann', age: 30 }),
    items: [
      object('Item', { sku: 'apple', count: 3, price: decimal('0.50') }),
      object('Item', { sku: 'pear', count: 1, price: decimal('1.25') }),
    ],
    notes: { gift: 'yes' }, total: decimal('2.75'), created: new Date(1234567890000), color: color('GREEN'),
  });
}

function streams() {
  const ann = { name: 'Ann', age: 1 };
  const Ann = object('Person', { name: 'Ann', age: 1 });
  many('stream/scalars', [1, 'a', 2, 1.5, true, null], [1, 'a', long(2), 1.5, true, null]);
  many('stream/classes', [ann, { name: 'Bob', age: 2 }, { sku: 'apple', count: 3, price: { value: '0.50' } }, { name: 'Cid', age: 3 }],
    [Ann, object('Person', { name: 'Bob', age: 2 }), object('Item', { sku: 'apple', count: 3, price: decimal('0.50') }),
      object('Person', { name: 'Cid', age: 3 })]);
  many('stream/sharedObject', [ann, ann, [ann]], [Ann, Ann, [Ann]]);
  many('stream/types', [[1], [2], [3], [4], ['a'], ['b']],
    [typed('[int', [1]), typed('[int', [2]), typed('[long', [3]), typed('[int', [4]), typed('[string', ['a']), typed('[string', ['b'])]);
  many('stream/emptiesFirst', [[], {}, ann, ann], [[], {}, Ann, Ann]);
  many('stream/request',
    ['2.0.2', 'shop.Orders', '1.0.0', 'place', 'Lshop/Order;I', order(), 3, { path: 'shop.Orders', interface: 'shop.Orders', timeout: '3000' }],
    ['2.0.2', 'shop.Orders', '1.0.0', 'place', 'Lshop/Order;I', orderToWrite(), 3, { path: 'shop.Orders', interface: 'shop.Orders', timeout: '3000' }]);
}

function write(c) {
  const encoder = new hessian.EncoderV2();
  for (const value of c.writes) {
    encoder.write(value);
  }
  return encoder.get();
}

function read(c, message) {
  const decoder = new hessian.DecoderV2(message);
  const got = c.wants.map(() => decoder.read());
  if (!util.isDeepStrictEqual(got, c.wants)) {
    return `differs: want ${util.inspect(c.wants, { breakLength: Infinity }).slice(0, 200)}, got ${util.inspect(got, { breakLength: Infinity }).slice(0, 200)}`;
  }
  const at = decoder.byteBuffer.position();
  return at === message.length ? 'ok' : `differs: ${message.length - at} bytes are left over`;
}

function find(name) {
  const c = cases.get(name);
  if (!c) {
    throw new Error(`no such case: ${name}`);
  }
  return c;
}

function answer(line) {
  const [request, name, message] = line.split(' ');
  switch (request) {
    case 'list': return [...cases.keys()].join(' ');
    case 'write': return write(find(name)).toString('hex');
    case 'read': return read(find(name), Buffer.from(message, 'hex'));
    case 'self': return read(find(name), write(find(name)));
    default: throw new Error(`no such request: ${request}`);
  }
}

scalars();
texts();
containers();
objects();
streams();
readline.createInterface({ input: process.stdin, crlfDelay: Infinity }).on('line', (line) => {
  let text;
  try {
    text = answer(line);
  } catch (err) {
    text = `error: ${err.message}`;
  }
  process.stdout.write(`${text.replace(/[\r\n]+/g, ' ')}\n`);
});
