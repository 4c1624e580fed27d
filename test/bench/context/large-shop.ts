import { type DataSource } from 'typeorm';

/** Of products, and of knowledge entries. */
export const itemsEach = 1_000;

const words = {
  colour: ['red', 'blue', 'green', 'white', 'black', 'grey', 'brown', 'orange', 'violet', 'pink'],
  stuff: ['steel', 'oak', 'glass', 'linen', 'copper', 'clay', 'wool', 'paper', 'cork', 'bamboo'],
  thing: [
    'kettle',
    'lamp',
    'chair',
    'bowl',
    'basket',
    'blanket',
    'mirror',
    'shelf',
    'clock',
    'vase',
  ],
};

const titles = words.colour.flatMap((colour) =>
  words.stuff.flatMap((stuff) => words.thing.map((thing) => `${colour} ${stuff} ${thing}`)),
);

/** The `index`th thing that a customer may ask; they differ. */
export const questionOf = (index: number): string =>
  `How do I clean the ${titles[(index * 137) % titles.length] ?? ''}?`;

/** Together, so that nobody begins to compute the vectors which the last statement stores. */
const statement = `
  INSERT INTO product (tenant_id, id, title, description, price_minor, currency, stock)
    SELECT $1, gen_random_uuid(), title, 'A ' || title || ' made by hand, number ' || place || '.',
      100 * place, 'EUR', place % 7
    FROM unnest($2::text[]) WITH ORDINALITY AS item (title, place);
  INSERT INTO knowledge_entry (tenant_id, id, type, title, content)
    SELECT $1, gen_random_uuid(), 'procedure', 'Care of the ' || title,
      'Clean the ' || title || ' with ' || place || ' drops of soap in warm water, and let it dry.'
    FROM unnest($2::text[]) WITH ORDINALITY AS item (title, place)`;

/** Vectors of the model's size in every direction: what is measured does not depend on where they point. */
const vectors = `
  WITH embedded AS (
    UPDATE document_embedding SET model = $2 WHERE tenant_id = $1 RETURNING kind, id)
  INSERT INTO document_passage (tenant_id, kind, id, part, text, model, vector)
    SELECT $1, kind, id, 0, 'A text.', $2, decode((
      SELECT string_agg(md5(id::text || part), '') FROM generate_series(1, $3::int / 16) AS part), 'hex')
    FROM embedded`;

/** Gives a tenant a catalog and knowledge, all of it searchable by words and by meaning. */
export const fillShop = (
  database: DataSource,
  tenantId: string,
  { model, dimensions }: { model: string; dimensions: number },
): Promise<void> =>
  database.transaction(async (manager) => {
    const [products = '', knowledge = ''] = statement.split(';');
    await manager.query(products, [tenantId, titles]);
    await manager.query(knowledge, [tenantId, titles]);
    await manager.query(vectors, [tenantId, model, dimensions]);
  });
