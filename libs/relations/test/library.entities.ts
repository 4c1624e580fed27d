import {
  ChildEntity,
  Column,
  DeleteDateColumn,
  Entity,
  Index,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryColumn,
  TableInheritance,
} from 'typeorm';

/** Composite keys as JoinColumn takes them: the tenant is shared, the other column is the relation's. */
const by = (name: string): { name: string; referencedColumnName: string }[] => [
  { name: 'tenant', referencedColumnName: 'tenant' },
  { name, referencedColumnName: 'id' },
];

const cents = { to: (value: number) => value, from: Number };

@Entity('tenant')
export class Tenant {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;
}

export class Origin {
  @Column('text')
  city!: string;

  @Column('timestamp with time zone')
  since!: Date;
}

@Entity('author')
export class Author {
  @PrimaryColumn('uuid')
  tenant!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column(() => Origin)
  origin!: Origin;

  @Column('uuid', { nullable: true })
  mentorId!: string | null;

  @ManyToOne(() => Tenant)
  @JoinColumn({ name: 'tenant' })
  owner?: Tenant;

  @ManyToOne(() => Author, (author) => author.pupils)
  @JoinColumn(by('mentorId'))
  mentor?: Author | null;

  @OneToMany(() => Author, (author) => author.mentor)
  pupils?: Author[];

  @OneToMany(() => Book, (book) => book.author)
  books?: Book[];

  @OneToOne(() => Profile, (profile) => profile.author)
  profile?: Profile | null;
}

/** Its primary key is its foreign key. */
@Entity('profile')
export class Profile {
  @PrimaryColumn('uuid')
  tenant!: string;

  @PrimaryColumn('uuid')
  authorId!: string;

  @Column('jsonb')
  facts!: Record<string, unknown>;

  @OneToOne(() => Author, (author) => author.profile)
  @JoinColumn(by('authorId'))
  author?: Author;
}

@Entity('book')
export class Book {
  @PrimaryColumn('uuid')
  tenant!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  title!: string;

  @Column('uuid', { nullable: true })
  authorId!: string | null;

  @Column('timestamp with time zone')
  publishedAt!: Date;

  @Column('numeric', { transformer: cents })
  price!: number;

  @DeleteDateColumn({ type: 'timestamp with time zone' })
  deletedAt!: Date | null;

  @ManyToOne(() => Author, (author) => author.books)
  @JoinColumn(by('authorId'))
  author?: Author | null;

  /** Its foreign key is no property. */
  @ManyToOne(() => Author)
  @JoinColumn(by('editor'))
  editor?: Author | null;

  @OneToMany(() => Review, (review) => review.book)
  reviews?: Review[];

  @ManyToMany(() => Genre, (genre) => genre.books)
  @JoinTable({
    name: 'book_genre',
    joinColumns: [
      { name: 'book_tenant', referencedColumnName: 'tenant' },
      { name: 'book', referencedColumnName: 'id' },
    ],
    inverseJoinColumns: [{ name: 'genre', referencedColumnName: 'code' }],
  })
  genres?: Genre[];
}

@Entity('review')
@Index(['tenant', 'bookId', 'stars'])
export class Review {
  @PrimaryColumn('uuid')
  tenant!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  bookId!: string;

  @Column('uuid')
  reviewerId!: string;

  @Column('integer')
  stars!: number;

  @ManyToOne(() => Book, (book) => book.reviews)
  @JoinColumn(by('bookId'))
  book?: Book;

  @ManyToOne(() => Author)
  @JoinColumn(by('reviewerId'))
  reviewer?: Author;

  @OneToMany(() => Verification, (verification) => verification.review)
  verifications?: Verification[];
}

/** Says which review backs another one; each review is backed once at most. */
@Entity('verification')
export class Verification {
  @PrimaryColumn('uuid')
  tenant!: string;

  @PrimaryColumn('uuid')
  backedId!: string;

  @Column('uuid')
  reviewId!: string;

  @ManyToOne(() => Review)
  @JoinColumn(by('backedId'))
  backed?: Review;

  @ManyToOne(() => Review, (review) => review.verifications)
  @JoinColumn(by('reviewId'))
  review?: Review;
}

@Entity('genre')
export class Genre {
  @PrimaryColumn('integer')
  code!: number;

  @Column({ type: 'enum', enum: ['fact', 'fiction'] })
  kind!: 'fact' | 'fiction';

  @ManyToMany(() => Book, (book) => book.genres)
  books?: Book[];
}

@Entity('medium')
@TableInheritance({ column: { name: 'kind', type: 'text' } })
class Medium {
  @PrimaryColumn('integer')
  id!: number;
}

@ChildEntity()
export class Film extends Medium {}

/** What loading refuses. */
@Entity('loan')
export class Loan {
  @PrimaryColumn('integer')
  id!: number;

  @ManyToOne(() => Genre)
  lazy!: Promise<Genre>;

  @ManyToOne(() => Film)
  film?: Film;
}

export const libraryEntities = [
  Tenant,
  Author,
  Profile,
  Book,
  Review,
  Verification,
  Genre,
  Medium,
  Film,
  Loan,
];
